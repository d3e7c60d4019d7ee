// What is known of containers when the engine answers in whichever order it likes.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type Docker from 'dockerode'
import { watchContainers } from './containers.ts'
import { SERVICE_LABEL } from './names.ts'

const ID = 'a-container'

/** An engine with one container, whose answers to `inspect` wait for `answer`: the first asked is 0. */
const engine = async () => {
  const events = new PassThrough()
  const waiting: ((status: string) => void)[] = []
  const inspect = () =>
    new Promise((resolve) =>
      waiting.push((Status) => resolve({ State: { Status }, NetworkSettings: { Networks: {} }, HostConfig: {} })),
    )
  const docker = {
    getEvents: async () => events,
    listContainers: async () => [{ Id: ID, Labels: { [SERVICE_LABEL]: 'mid-a' } }],
    getContainer: () => ({ inspect }),
  }
  const said: string[] = []
  const began = watchContainers({
    docker: docker as unknown as Docker,
    project: 'weir',
    say: (line) => void said.push(line),
    onRunning: () => {},
  })
  const settle = async () => {
    for (let i = 0; i < 10; i += 1) await turn()
  }
  await settle()
  waiting[0]?.('running')
  const watch = await began
  return {
    watch,
    said,
    settle,
    answer: async (which: number, status: string) => {
      waiting[which]?.(status)
      await settle()
    },
    tell: async (Action: string, exitCode?: number) => {
      const Attributes = { [SERVICE_LABEL]: 'mid-a', ...(exitCode === undefined ? {} : { exitCode: String(exitCode) }) }
      events.write(`${JSON.stringify({ Action, Actor: { ID, Attributes } })}\n`)
      await settle()
    },
  }
}

test('how a container ended is kept when an answer that was asked for before comes after', async () => {
  const { watch, answer, tell } = await engine()
  void watch.refresh('mid-a')
  await tell('die', 137)
  await answer(2, 'exited')
  await answer(1, 'running')
  assert.deepEqual(
    [watch.get('mid-a')?.state, watch.get('mid-a')?.lastExit],
    ['stopped', 'killed by SIGKILL'],
    'and what was true before is not taken for what is',
  )
  watch.close()
})

for (const [what, events] of [
  ['before', ['oom', 'die']],
  ['after', ['die', 'oom']],
] as const)
  test(`an end for want of memory is told as that, when the engine says so ${what} the end`, async () => {
    const { watch, said, answer, tell } = await engine()
    for (const [i, event] of events.entries()) {
      await tell(event, event === 'die' ? 137 : undefined)
      await answer(i + 1, 'restarting')
    }
    assert.equal(watch.get('mid-a')?.lastExit, 'killed for want of memory, at the limit of its container')
    assert.deepEqual(said, ['mid-a: a process was killed for want of memory, at the limit of its container'])
    watch.close()
  })

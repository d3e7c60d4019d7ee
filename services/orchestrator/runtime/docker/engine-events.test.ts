import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import type Docker from 'dockerode'
import { followEvents } from './engine-events.ts'

test('an engine that has gone, or ends each stream at once, is asked less and less often', async (t) => {
  const TIMES = 12
  const waits: number[] = []
  const said: string[] = []
  let again = () => {}
  const waited = new Promise<void>((resolve) => {
    again = resolve
  })
  t.mock.method(globalThis, 'setTimeout', (wake: () => void, millis: number) => {
    waits.push(millis)
    if (waits.length < TIMES) setImmediate(wake)
    else again()
  })
  let asked = 0
  /** Every other time there is a stream, which ends. */
  const getEvents = async () => {
    asked += 1
    if (asked > 1 && asked % 2 === 0) throw new Error('connect ENOENT')
    const stream = new PassThrough()
    setImmediate(() => stream.end())
    return stream
  }
  const close = await followEvents({
    docker: { getEvents } as unknown as Docker,
    project: 'weir',
    say: (line) => void said.push(line),
    onOpen: async () => {},
    onEvent: async () => {},
  })
  await waited
  close()
  for (const [i, millis] of waits.entries()) {
    const whole = Math.min(10_000, 500 * 2 ** i)
    assert.ok(millis >= whole / 2 && millis <= whole, `wait ${i}: ${millis} ms`)
  }
  assert.ok(new Set(waits).size > TIMES / 2, 'they are spread')
  assert.deepEqual(said, ['the Docker engine ended its events; asking again'])
})

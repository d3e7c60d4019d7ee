// Two people, one machine: WEIR_LAB alone keeps their labs apart, in each runtime.
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import test from 'node:test'
import type { Status } from '@weir/orchestrator/console/snapshot'
import { need } from '@weir/test-support'
import { claim } from './claim.ts'
import { type Finished, NUMBER, run } from './lab.ts'

const ok = ({ code, output }: Finished): string => {
  assert.equal(code, 0, output)
  return output
}

const consolePort = (lab: number) => 12_000 + 200 * lab

/** Numbers of labs that nobody has. */
const freeLabs = async (wanted: number): Promise<readonly number[]> => {
  const free: number[] = []
  for (let lab = 99; free.length < wanted; lab -= 2) {
    await new Promise((resolve) => {
      const server = createServer().once('error', resolve)
      server.listen(consolePort(lab), '127.0.0.1', () => {
        free.push(lab)
        server.close(resolve)
      })
    })
  }
  return free
}

for (const runtime of ['process', 'docker'] as const)
  test(`two labs side by side, ${runtime}`, need(runtime === 'docker' ? 'docker' : 'ffmpeg'), async (t) => {
    const clean = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^WEIR_(?!.*IMAGE|GRAFANA)/.test(name)),
    )
    const numbers = await freeLabs(2)
    const labs = numbers.map((number) => {
      const own = { WEIR_LAB: String(number) }
      const env = { ...clean, ...own, WEIR_GRAFANA: 'off' }
      const { release } = claim(NUMBER, null, () => own)
      t.after(async () => {
        ok(await run('make', ['--no-print-directory', 'down'], env))
        rmSync(`.weir/lab.${number}`, { recursive: true, force: true })
        release()
      })
      const make = async (...args: string[]) => ok(await run('make', ['--no-print-directory', ...args], env))
      const status = async () => JSON.parse(ok(await run('tools/weir', ['status', '--json'], env))) as Status
      return { make, status }
    })
    // Not at once: the first may have to build.
    for (const { make } of labs) await make('up', 'TOPOLOGY=solo', `RUNTIME=${runtime}`)
    const states = await Promise.all(labs.map(({ status }) => status()))
    assert.deepEqual(
      states.map(({ console, nodes }) => [console, nodes[0]?.url]),
      numbers.map((lab) => [0, 10].map((more) => `http://127.0.0.1:${consolePort(lab) + more}`)),
    )
    for (const { nodes } of states) assert.equal((await fetch(`${nodes[0]?.url}/healthz`)).status, 200)
    await labs[0]?.make('down')
    assert.equal((await labs[1]?.status())?.nodes[0]?.state, 'running')
    assert.equal((await fetch(`${states[1]?.nodes[0]?.url}/healthz`)).status, 200)
    await assert.rejects(fetch(`${states[0]?.nodes[0]?.url}/healthz`))
  })

// A lab as a user starts it: `make up`, on ports of its own and with a state folder of its own, so that a lab which runs
// in this checkout already is left alone. The test that starts one ends it, also when it fails.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Status } from '@weir/orchestrator/console/snapshot'

export type RuntimeName = 'process' | 'docker'

export interface Finished {
  readonly code: number | null
  /** stdout and stderr as they came. */
  readonly output: string
  readonly seconds: number
}

/** Ports that no other lab of this machine is likely to have; the default ones stay free for people. */
const PORTS = {
  WEIR_CONSOLE_PORT: '28080',
  WEIR_EDGE_PORT: '28081',
  WEIR_NODE_PORT: '28200',
  WEIR_PROMETHEUS_PORT: '28090',
  WEIR_GRAFANA_PORT: '28300',
}

/** One command, to its end. */
export const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const begun = performance.now()
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output, seconds: (performance.now() - begun) / 1000 }))
  })

/** Somewhere to run commands of the lab: environment and state folder. */
export const workplace = (t: TestContext, overrides: NodeJS.ProcessEnv = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'))
  const env = { ...process.env, ...PORTS, WEIR_DIR: folder, ...overrides }
  const make = (...args: readonly string[]) => run('make', ['--no-print-directory', ...args], env)
  const weir = (...args: readonly string[]) => run('tools/weir', args, env)
  t.after(async () => {
    const { code, output } = await make('down')
    assert.equal(code, 0, `make down: ${output}`)
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, env, make, weir }
}

/** The `weir status --json` of a lab that was started by `make up`. */
export const upLab = async (t: TestContext, topology: string, runtime: RuntimeName, overrides?: NodeJS.ProcessEnv) => {
  const place = workplace(t, overrides)
  const up = await place.make('up', `TOPOLOGY=${topology}`, `RUNTIME=${runtime}`)
  assert.equal(up.code, 0, `make up: ${up.output}`)
  const { output } = await place.weir('status', '--json')
  return { ...place, up, status: JSON.parse(output) as Status }
}

// A lab as a user starts it: `make up`, with ports, a state folder, and in Docker a name and networks of its own. So a lab
// that runs in this checkout already is left alone, and the files of this folder may run side by side. The test that
// starts a lab ends it, also when it fails or is interrupted; of one that was killed the next run does (claim.ts).
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Status } from '@weir/orchestrator/console/snapshot'
import type { Report } from '@weir/viewer'
import { claim } from './claim.ts'
import { endWithUs } from './end-with-us.ts'

export type RuntimeName = 'process' | 'docker'

export interface Finished {
  readonly code: number | null
  /** stdout and stderr as they came. */
  readonly output: string
  readonly seconds: number
}

/** The number of the test file, which is built into one bundle with this one: 4 in 04-edge-killed.test.js. */
export const NUMBER = Number(/\/(\d+)-[^/]+$/.exec(import.meta.url)?.[1])

/** Below what tests beside the code and the system itself choose from; the default ports stay free for people. */
const FIRST_PORT = 10_000 + 100 * NUMBER

/** In Docker: what the engine's labels call the lab. */
export const PROJECT = `weir-e2e-${NUMBER}`

const OWN = {
  WEIR_CONSOLE_PORT: String(FIRST_PORT),
  WEIR_PROMETHEUS_PORT: String(FIRST_PORT + 1),
  WEIR_GRAFANA_PORT: String(FIRST_PORT + 2),
  WEIR_EDGE_PORT: String(FIRST_PORT + 10),
  WEIR_NODE_PORT: String(FIRST_PORT + 50),
  WEIR_PROJECT: PROJECT,
  WEIR_SUBNET: `10.${100 + NUMBER}.0.0/16`,
}

/** One command, to its end, or until `enough` is aborted: it then gets what Ctrl-C sends. */
export const run = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  enough?: AbortSignal,
): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const begun = performance.now()
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    enough?.addEventListener('abort', () => child.kill('SIGINT'))
    const released = endWithUs(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', released)
    child.on('close', (code) => resolve({ code, output, seconds: (performance.now() - begun) / 1000 }))
  })

/**
 * Headless viewers of `cam` at an edge. What is returned ends them and gives their report; a test that fails ends them
 * too.
 */
export const watchEdge = (t: TestContext, edgeUrl: string, env: NodeJS.ProcessEnv, ...more: readonly string[]) => {
  const enough = new AbortController()
  const args = ['--edge', edgeUrl, '--stream', 'cam', '--json', ...more]
  const finished = run(process.execPath, ['dist/services/viewer/main.js', ...args], env, enough.signal)
  t.after(() => enough.abort())
  return async (): Promise<Finished & Pick<Report, 'reading'>> => {
    enough.abort()
    const result = await finished
    const { reading } = JSON.parse(result.output.slice(result.output.lastIndexOf('\n{\n'))) as Report
    return { ...result, reading }
  }
}

/** Whether the engine is asked what an interrupted run has left there. */
const PROJECT_IN_DOCKER = /-docker-[^/]+$/.test(import.meta.url) ? PROJECT : null

/** Somewhere to run commands of the lab: environment and state folder, in which WEIR_DIR is the name of another. */
export const workplace = (t: TestContext, { WEIR_DIR = '', ...overrides }: NodeJS.ProcessEnv = {}) => {
  const { folder, release } = claim(NUMBER, PROJECT_IN_DOCKER, (folder) => ({ WEIR_DIR: join(folder, WEIR_DIR) }))
  const env = { ...process.env, ...OWN, ...overrides, WEIR_DIR: join(folder, WEIR_DIR) }
  const make = (...args: readonly string[]) => run('make', ['--no-print-directory', ...args], env)
  const weir = (...args: readonly string[]) => run('tools/weir', args, env)
  t.after(async () => {
    const { code, output } = await make('down')
    assert.equal(code, 0, `make down: ${output}`)
    release()
  })
  return { folder, env, make, weir }
}

/** The `weir status --json` of a lab that was started by `make up`. */
export const upLab = (t: TestContext, topology: string, runtime: RuntimeName, overrides?: NodeJS.ProcessEnv) =>
  upIn(workplace(t, overrides), topology, runtime)

/** The same at a workplace that is there already. */
export const upIn = async (place: ReturnType<typeof workplace>, topology: string, runtime: RuntimeName) => {
  const up = await place.make('up', `TOPOLOGY=${topology}`, `RUNTIME=${runtime}`)
  assert.equal(up.code, 0, `make up: ${up.output}`)
  const { output } = await place.weir('status', '--json')
  return { ...place, up, status: JSON.parse(output) as Status }
}

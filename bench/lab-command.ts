// A lab for a bench, started and broken as a user does it: `weir up`, and then what `weir kill` and `weir link` ask of the
// console. The way to the Docker runtime; the process runtime is had more cheaply inside the bench (lab.ts). Owns the lab,
// a state folder of its own and its ports, so that it runs beside another lab.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Snapshot } from '@weir/orchestrator/console/snapshot'
import { loadPlan } from '@weir/orchestrator/topology/load'
import type { Plan } from '@weir/orchestrator/topology/plan'
import { labPorts } from '@weir/test-support'
import type { BenchLab } from './lab.ts'

export interface CommandLabOptions {
  readonly topology: string
  readonly runtime: 'docker' | 'process'
  /** Only what a topology file of clean links says is carried over: roles, redundancy, sources. */
  readonly change: (plan: Plan) => Plan
}

const LOOPBACK = '127.0.0.1'
const FAULT_MILLIS = 30_000

/** The plan as a topology file; JSON is YAML too. */
const fileOf = (plan: Plan): string =>
  JSON.stringify({
    topologies: {
      bench: {
        description: plan.description,
        streams: Object.fromEntries(
          plan.nodes.flatMap(({ streams }) => Object.entries(streams).map(([name, { source }]) => [name, { source }])),
        ),
        nodes: Object.fromEntries(
          plan.nodes.map(({ id, roles, redundancy, streams }) => {
            const made = Object.keys(streams)
            return [id, { roles, redundancy, ...(made.length > 0 ? { streams: made } : {}) }]
          }),
        ),
        links: plan.links.map(({ from, to }) => [from, to]),
      },
    },
  })

/** Standard output of a command; throws with what it said on standard error. */
const output = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((done, fail) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let said = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      said = (said + data).slice(-2000)
    })
    child.once('error', fail)
    child.once('close', (code) =>
      code === 0 ? done(out) : fail(new Error(`weir ${args.join(' ')} ended with ${code}: ${said}`)),
    )
  })

/** Starts the lab and returns once every edge has media. */
export const startCommandLab = async ({ topology, runtime, change }: CommandLabOptions): Promise<BenchLab> => {
  const root = resolve('.')
  const plan = change(loadPlan(topology, join(root, 'topology.yaml')))
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const file = join(folder, 'lab.yaml')
  writeFileSync(file, fileOf(plan))
  const count = plan.nodes.length + 4
  const ports = await labPorts(count)
  const env = {
    ...process.env,
    WEIR_DIR: join(folder, 'state'),
    WEIR_CONSOLE_PORT: String(ports[0]),
    WEIR_PROMETHEUS_PORT: String(ports[1]),
    WEIR_GRAFANA_PORT: String(ports[2]),
    WEIR_EDGE_PORT: String(ports[3]),
    WEIR_NODE_PORT: String((ports.at(-1) ?? 0) + 1),
  }
  const weir = (...args: string[]) => output(join(root, 'tools/weir'), args, env)
  const consoleUrl = `http://${LOOPBACK}:${ports[0]}`
  const token = (): string => JSON.parse(readFileSync(join(env.WEIR_DIR, 'current.json'), 'utf8')).consoleToken
  const ask = async (method: string, path: string, body: object): Promise<void> => {
    const answer = await fetch(consoleUrl + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(FAULT_MILLIS),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  }
  const snapshot = async (): Promise<Snapshot> => (await fetch(`${consoleUrl}/api/state`)).json() as Promise<Snapshot>
  const down = async () => {
    await weir('down')
    rmSync(folder, { recursive: true, force: true })
  }

  let urls: ReadonlyMap<string, string>
  try {
    await weir('up', `${file}#bench`, '--runtime', runtime)
    urls = new Map((await snapshot()).nodes.flatMap(({ id, url }): [string, string][] => (url ? [[id, url]] : [])))
  } catch (error) {
    await down()
    throw error
  }
  const edges = plan.nodes.filter(({ roles }) => roles.includes('edge'))
  return {
    plan,
    edges: edges.map(({ id }) => urls.get(id) ?? ''),
    edgeUrl: (id) => urls.get(id) ?? '',
    fault: (id, fault) => ask('POST', `/api/nodes/${id}/${fault}`, {}),
    impair: (from, to, impair) => ask('PUT', `/api/links/${from}/${to}`, impair),
    state: async (id) => (await snapshot()).nodes.find((node) => node.id === id)?.detail ?? undefined,
    metrics: async (id) => (urls.has(id) ? (await fetch(`${urls.get(id)}/metrics`)).text() : undefined),
    log: (id) => weir('logs', id, '--lines', '100000'),
    close: down,
  }
}

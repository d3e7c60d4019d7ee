// A lab for a bench: a topology of topology.yaml, changed as the bench needs it, in the process runtime that `weir up`
// uses, but inside this process: a fault is one call, and no console, CLI or Prometheus takes part in the measuring. Any
// number of them run side by side, on ports of their own. Owns the nodes and a temporary folder; `close` ends both.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { nodeToken } from '@weir/orchestrator/runtime/node-config'
import { processRuntime } from '@weir/orchestrator/runtime/process'
import type { NodeFault } from '@weir/orchestrator/runtime/runtime'
import { loadPlan } from '@weir/orchestrator/topology/load'
import type { Plan, PlannedNode } from '@weir/orchestrator/topology/plan'
import type { Impair, NodeState } from '@weir/relay/config'
import { labPorts } from '@weir/test-support'

export interface BenchLab {
  readonly plan: Plan
  /** Pages of the edges, as in http://127.0.0.1:30001. */
  readonly edges: readonly string[]
  edgeUrl(id: string): string
  fault(id: string, fault: NodeFault): Promise<void>
  /** Sets what the link does from now on; {} makes it clean. */
  impair(from: string, to: string, impair: Impair): Promise<void>
  /** The node's /api/state; undefined when it doesn't answer. */
  state(id: string): Promise<NodeState | undefined>
  /** The node's /metrics as text; undefined when it doesn't answer. */
  metrics(id: string): Promise<string | undefined>
  /** What the node has written. */
  log(id: string): Promise<string>
  close(): Promise<void>
}

export interface LabOptions {
  readonly topology: string
  readonly change?: (plan: Plan) => Plan
  /** Folder that has dist/ and topology.yaml; the current one when left out. */
  readonly root?: string
  /** Ingresses make chunks that nothing can decode, and cost nothing (lab-source/main.ts). */
  readonly synthetic?: boolean
}

const LOOPBACK = '127.0.0.1'
const UP_SECONDS = 30
const ASK_MILLIS = 1000
/** A change that does not get through is the bench's own failure, and not what it measures. */
const CHANGE_MILLIS = 10_000

/** Asks every `everyMillis` whether `condition` holds, until it does. Throws with `what` after `seconds`. */
export const until = async (
  what: string,
  seconds: number,
  condition: () => boolean | Promise<boolean>,
  everyMillis = 50,
): Promise<void> => {
  const deadline = performance.now() + seconds * 1000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not so within ${seconds} s: ${what}`)
    await new Promise((wake) => setTimeout(wake, everyMillis))
  }
}

const ask = async (url: string): Promise<Response | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ASK_MILLIS) })
    return answer.ok ? answer : undefined
  } catch {
    return undefined
  }
}

/** The last lines of a node's log. */
const lastOf = (folder: string, id: string): string => {
  try {
    return readFileSync(join(folder, 'logs', `${id}.log`), 'utf8')
      .split('\n')
      .slice(-5)
      .join('\n')
  } catch {
    return ''
  }
}

const mainPath = (root: string, main: PlannedNode['main'], synthetic: boolean): string =>
  synthetic && main === 'ingress'
    ? join(root, 'dist/bench/lab-source/main.js')
    : join(root, 'dist/services', main, 'main.js')

/** Starts the lab and returns once every edge has media. Throws, and leaves nothing, when that doesn't come about. */
export const startLab = async (options: LabOptions): Promise<BenchLab> => {
  const root = resolve(options.root ?? '.')
  const shipped = loadPlan(options.topology, join(root, 'topology.yaml'))
  const plan = options.change?.(shipped) ?? shipped
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const edges = plan.nodes.filter(({ roles }) => roles.includes('edge'))
  const ports = await labPorts(edges.length)
  const controlToken = randomBytes(16).toString('hex')
  const runtime = await processRuntime(
    {
      plan,
      runtime: 'process',
      controlToken,
      consoleToken: 'a token of the console',
      doors: { hosts: [], own: [], origins: [] },
      bind: LOOPBACK,
      ports: {
        console: 0,
        edges: Object.fromEntries(edges.map(({ id }, index) => [id, ports[index] ?? 0])),
        nodes: (ports[0] ?? 0) + 100,
        prometheus: 0,
        grafana: 0,
      },
      folder,
    },
    {
      mainPath: (main) => mainPath(root, main, options.synthetic ?? false),
      env: process.env,
      prometheus: null,
    },
  )

  const node = (id: string) => {
    const found = runtime.nodes().find((candidate) => candidate.id === id)
    if (!found) throw new Error(`no node ${id}`)
    return found
  }
  // The children would die with us; the folder would stay.
  const onTerm = () => {
    lab.close().finally(() => process.exit(143))
  }
  process.once('SIGTERM', onTerm)
  const lab: BenchLab = {
    plan,
    edges: edges.map(({ id }) => node(id).url ?? ''),
    edgeUrl: (id) => node(id).url ?? '',
    fault: (id, fault) => runtime.fault(id, fault),
    impair: async (from, to, impair) => {
      const answer = await fetch(`${node(to).internalUrl}/api/links/${encodeURIComponent(from)}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${nodeToken({ controlToken }, to)}`, 'content-type': 'application/json' },
        body: JSON.stringify(impair),
        signal: AbortSignal.timeout(CHANGE_MILLIS),
      })
      if (!answer.ok) throw new Error(`link ${from}:${to}: ${answer.status} ${await answer.text()}`)
    },
    state: async (id) => (await ask(`${node(id).internalUrl}/api/state`))?.json() as Promise<NodeState | undefined>,
    metrics: async (id) => (await ask(`${node(id).internalUrl}/metrics`))?.text(),
    log: async (id) => readFileSync(join(folder, 'logs', `${id}.log`), 'utf8'),
    close: async () => {
      process.off('SIGTERM', onTerm)
      await runtime.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    await until('every edge has media', UP_SECONDS, async () => {
      const states = await Promise.all(edges.map(({ id }) => lab.state(id)))
      return states.every((state) => state?.tracks.some(({ received }) => received > 0))
    })
  } catch (error) {
    const logs = plan.nodes.map(({ id }) => `${id} (${node(id).state}):\n${lastOf(folder, id)}`).join('\n')
    await lab.close()
    throw new Error(`${(error as Error).message}\n${logs}`)
  }
  return lab
}

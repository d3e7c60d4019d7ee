// The servers that are compared, each as a process of its own, all fed by one source.
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { NodeConfigInput } from '@weir/relay/config'
import { encodeControl, SUBPROTOCOL } from '@weir/wire'
import { type NodeProcess, startNodeProcess } from './node-process.ts'
import type { Approach } from './viewers.ts'

export interface Server {
  /** As in the table. */
  readonly name: string
  readonly pid: number
  readonly approach: Approach
  close(): Promise<void>
}

export interface Source {
  /** Where an edge dials it, and where it hands chunks to others. */
  readonly pushPort: number
  readonly feedPort: number
  readonly pid: number
  close(): Promise<void>
}

const STREAM = 'cam'
const SOURCE_ID = 'in1'

const startWeirNode = (
  name: string,
  script: string,
  config: NodeConfigInput,
  env = {},
  flags: readonly string[] = [],
) => startNodeProcess({ name, script, flags, env: { ...env, WEIR_NODE: JSON.stringify(config) } })

/** `chunkBytes` 30 times a second. */
export const startSource = async (chunkBytes: number): Promise<Source> => {
  const node = await startWeirNode(
    'the source',
    resolve('dist/bench/fan-out/source/main.js'),
    { id: SOURCE_ID, index: 1, roles: ['ingress'], listen: { port: 0 }, streams: { [STREAM]: { source: 'test' } } },
    { CHUNK_BYTES: String(chunkBytes) },
  )
  const feedPort = node.told.get('feed')?.port ?? 0
  return { pushPort: node.port, feedPort, pid: node.pid, close: node.close }
}

/** Prints the port that it listens on, and ends when the source does. */
export const startFloor = async (program: string, source: Source): Promise<Server> => {
  const child = spawn(program, [String(source.feedPort)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = new Promise<void>((ended) => child.once('exit', () => ended()))
  const line = new Promise<string>((heard) => createInterface({ input: child.stdout }).once('line', heard))
  const port = Number(
    await Promise.race([line, gone.then(() => Promise.reject(new Error('the C floor ended by itself')))]),
  )
  return {
    name: 'C floor',
    pid: child.pid as number,
    approach: { port, path: '/' },
    close: () => {
      child.kill()
      return gone
    },
  }
}

export const startWsServer = async (form: 'framed' | 'naive', source: Source): Promise<Server> => {
  const name = form === 'framed' ? 'ws pre-framed' : 'ws naive'
  const node = await startNodeProcess({
    name,
    script: resolve('dist/bench/fan-out/ws-server/main.js'),
    env: { FORM: form, SOURCE_PORT: String(source.feedPort) },
  })
  return { name, pid: node.pid, approach: { port: node.port, path: '/' }, close: node.close }
}

export type Door = 'mse' | 'push'

const approachOf = (door: Door, port: number): Approach =>
  door === 'mse'
    ? { port, path: `/mse/${STREAM}` }
    : {
        port,
        path: '/push',
        protocol: SUBPROTOCOL,
        say: [
          encodeControl({ type: 'hello', role: 'viewer', agent: 'weir-bench' }),
          encodeControl({ type: 'subscribe', tracks: [{ stream: STREAM, track: 'video' }] }),
        ],
      }

/** Until the edge has the stream: before, /mse knows no such name. */
const hasMedia = async ({ port }: NodeProcess): Promise<void> => {
  const deadline = performance.now() + 10_000
  while (!(await fetch(`http://127.0.0.1:${port}/mse/${STREAM}`)).ok) {
    if (performance.now() > deadline) throw new Error('the edge has no stream after 10 s')
    await new Promise((wake) => setTimeout(wake, 50))
  }
}

/** The edge that is built in `root`; one process for each door, since one that serves both has other code in V8. */
export const startWeirEdge = async (
  name: string,
  root: string,
  door: Door,
  source: Source,
  flags: readonly string[] = [],
): Promise<Server> => {
  const script = join(resolve(root), 'dist/services/edge/main.js')
  const url = `ws://127.0.0.1:${source.pushPort}/push`
  const config: NodeConfigInput = {
    id: 'edge1',
    index: 2,
    roles: ['edge'],
    listen: { port: 0 },
    parents: [{ id: SOURCE_ID, index: 1, url }],
    redundancy: 'none',
  }
  const node = await startWeirNode(name, script, config, {}, flags)
  await hasMedia(node)
  return { name, pid: node.pid, approach: approachOf(door, node.port), close: node.close }
}

// Weir's edge as a lab runs it, in a process of its own: its main, with the source as its only parent.
import { basename, join, resolve } from 'node:path'
import type { NodeConfigInput } from '@weir/relay/config'
import { encodeControl, SUBPROTOCOL } from '@weir/wire'
import { type NodeProcess, startNodeProcess } from '../node-process.ts'
import type { Approach } from '../viewers.ts'
import type { Server } from './server.ts'
import { SOURCE, type Source, STREAM } from './source.ts'

/** Which way viewers come in. */
export type Door = 'mse' | 'push'
export const DOORS: readonly Door[] = ['mse', 'push']

/** A build of Weir. */
export interface Build {
  /** As in the table. */
  readonly name: string
  /** Folder that has its dist/. */
  readonly root: string
}

export interface WeirEdge extends Server {
  approachTo(door: Door): Approach
  inspectorUrl(): Promise<string>
}

const START_SECONDS = 10

/** This build, and beside it those of WEIR_OTHER, with commas between. */
export const buildsOf = (env: NodeJS.ProcessEnv): readonly Build[] => [
  { name: 'Weir', root: '.' },
  ...(env.WEIR_OTHER?.split(',') ?? []).map((root) => ({ name: `${basename(root)}'s Weir`, root })),
]

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

/** Before, /mse knows no such name. */
const untilItHasMedia = async ({ port }: NodeProcess): Promise<void> => {
  const deadline = performance.now() + START_SECONDS * 1000
  while (!(await fetch(`http://127.0.0.1:${port}/mse/${STREAM}`)).ok) {
    if (performance.now() > deadline) throw new Error(`the edge has no stream after ${START_SECONDS} s`)
    await new Promise((wake) => setTimeout(wake, 50))
  }
}

/** `door` is the one that is measured: each has an edge of its own, since V8 makes other code for one that serves both. */
export const startWeirEdge = async (
  build: Build,
  door: Door,
  source: Source,
  flags: readonly string[] = [],
): Promise<WeirEdge> => {
  const config: NodeConfigInput = {
    id: 'edge1',
    index: 2,
    roles: ['edge'],
    listen: { port: 0 },
    parents: [{ ...SOURCE, url: `ws://127.0.0.1:${source.pushPort}/push` }],
    redundancy: 'none',
  }
  const name = `${build.name} /${door}`
  const node = await startNodeProcess({
    name,
    script: join(resolve(build.root), 'dist/services/edge/main.js'),
    env: { WEIR_NODE: JSON.stringify(config) },
    flags,
  })
  const edge: WeirEdge = {
    name,
    pid: node.pid,
    approach: approachOf(door, node.port),
    approachTo: (other) => approachOf(other, node.port),
    inspectorUrl: node.inspectorUrl,
    close: node.close,
  }
  try {
    await untilItHasMedia(node)
  } catch (error) {
    await edge.close()
    throw error
  }
  return edge
}

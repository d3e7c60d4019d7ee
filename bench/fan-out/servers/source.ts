// The source of all servers (source/main.ts), as the bench sees it.
import { resolve } from 'node:path'
import type { NodeConfigInput } from '@weir/relay/config'
import { startNodeProcess } from '../node-process.ts'

export interface Source {
  /** Where an edge dials it. */
  readonly pushPort: number
  /** Where it hands its chunks to whoever connects. */
  readonly feedPort: number
  /** Publishes to an RTMP server on 127.0.0.1 as well, from now on. */
  publishTo(rtmpPort: number): void
  /** Makes no chunk until it speaks again; its connections stay. */
  silence(): void
  speak(): void
  close(): Promise<void>
}

export const STREAM = 'cam'
export const SOURCE = { id: 'in1', index: 1 } as const

/** A chunk of `chunkBytes` 30 times a second. */
export const startSource = async (chunkBytes: number): Promise<Source> => {
  const config: NodeConfigInput = {
    ...SOURCE,
    roles: ['ingress'],
    listen: { port: 0 },
    streams: { [STREAM]: { source: 'test' } },
  }
  const node = await startNodeProcess({
    name: 'the source',
    script: resolve('dist/bench/fan-out/servers/source/main.js'),
    env: { CHUNK_BYTES: String(chunkBytes), WEIR_NODE: JSON.stringify(config) },
  })
  return {
    pushPort: node.port,
    feedPort: node.told.get('feed')?.port ?? 0,
    publishTo: (port) => node.tell({ type: 'publish', port }),
    silence: () => node.tell({ type: 'silence' }),
    speak: () => node.tell({ type: 'speak' }),
    close: node.close,
  }
}

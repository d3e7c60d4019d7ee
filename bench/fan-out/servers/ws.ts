import { resolve } from 'node:path'
import { startNodeProcess } from '../node-process.ts'
import type { Server } from './server.ts'
import type { Source } from './source.ts'

export type WsForm = 'framed' | 'naive'

const NAMES = { framed: 'ws pre-framed', naive: 'ws naive' } as const

/** ws-server/main.ts. */
export const startWsServer = async (
  form: WsForm,
  source: Source,
  flags: readonly string[] = [],
): Promise<Server & { inspectorUrl(): Promise<string> }> => {
  const name = NAMES[form]
  const node = await startNodeProcess({
    name,
    script: resolve('dist/bench/fan-out/servers/ws-server/main.js'),
    env: { FORM: form, SOURCE_PORT: String(source.feedPort) },
    flags,
  })
  return {
    name,
    pid: node.pid,
    approach: { port: node.port, path: '/' },
    close: node.close,
    inspectorUrl: node.inspectorUrl,
  }
}

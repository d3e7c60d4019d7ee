import { resolve } from 'node:path'
import { labPorts } from '@weir/test-support'
import { startNodeProcess } from '../node-process.ts'
import { RTMP_APP } from '../rtmp/publisher.ts'
import { scratchFolder } from './scratch-folder.ts'
import type { Server } from './server.ts'
import { type Source, STREAM } from './source.ts'
import { untilItListens } from './until-it-listens.ts'

/** Node-Media-Server, which the source publishes to over RTMP and whose viewers take FLV over WebSocket. */
export const startMediaServer = async (source: Source): Promise<Server> => {
  const name = 'Node-Media-Server'
  const folder = scratchFolder()
  const [rtmpPort = 0, httpPort = 0] = await labPorts(2)
  const node = await startNodeProcess({
    name,
    script: resolve('dist/bench/fan-out/servers/media-server/main.js'),
    env: { RTMP_PORT: String(rtmpPort), HTTP_PORT: String(httpPort), FOLDER: folder.path },
  })
  for (const port of [rtmpPort, httpPort]) await untilItListens(name, port)
  source.publishTo(rtmpPort)
  return {
    name,
    pid: node.pid,
    approach: { port: httpPort, path: `/${RTMP_APP}/${STREAM}.flv` },
    close: async () => {
      await node.close()
      folder.remove()
    },
  }
}

// Node-Media-Server with its defaults, on RTMP_PORT and HTTP_PORT; what it stores goes to FOLDER.
import NodeMediaServer from 'node-media-server'

process.on('disconnect', () => process.exit(0))
await new NodeMediaServer({
  bind: '127.0.0.1',
  rtmp: { port: Number(process.env.RTMP_PORT) },
  http: { port: Number(process.env.HTTP_PORT) },
  store: { path: process.env.FOLDER },
  webadmin: { enable: false },
}).run()
process.send?.({ type: 'listening', port: Number(process.env.HTTP_PORT) })

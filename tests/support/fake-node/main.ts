// A node without media, for tests of the runtime: listens, tells its parent process so, answers /healthz and /api/state,
// and ends when its channel closes. It dies at once when FAKE_DIES names it, and
// refuses its configuration when FAKE_REFUSES does.
import { createServer } from 'node:http'

const config = JSON.parse(process.env.WEIR_NODE ?? '{}') as {
  id: string
  index: number
  roles: string[]
  listen: { host: string; port: number }
  parents: { id: string; index: number; url: string; impair: object }[]
  controlToken: string
}
console.log(`${config.id} starts`)
if (process.env.FAKE_DIES?.split(',').includes(config.id)) {
  console.error('ERROR the fake was told to die')
  process.exit(7)
}
if (process.env.FAKE_REFUSES?.split(',').includes(config.id)) {
  console.error(`${config.id}: stream "cam": no such film`)
  process.exit(78)
}
let parents = config.parents
const impairs = new Map(config.parents.map((parent) => [parent.id, parent.impair]))
const tracks =
  process.env.FAKE_SILENT === config.id ? [] : [{ stream: 'cam', track: 'video', kind: 'video', received: 3 }]
const state = () => ({
  id: config.id,
  index: config.index,
  roles: config.roles,
  healthy: true,
  faults: [],
  uptimeSeconds: process.uptime(),
  tracks,
  parents: parents.map((parent) => ({
    ...parent,
    impair: impairs.get(parent.id),
    state: 'up',
    bytes: 1234567,
    push: { p50Seconds: 0.0002, p99Seconds: 0.001, errorSeconds: 0.0001, count: 30 },
  })),
  children: [],
})

const server = createServer((request, response) => {
  const link = /^\/api\/links\/(.+)$/.exec(request.url ?? '')
  if (request.method === 'PUT') {
    let body = ''
    request.on('data', (data) => {
      body += data
    })
    request.on('end', () => {
      const allowed = request.headers.authorization === `Bearer ${config.controlToken}`
      if (allowed && link) impairs.set(decodeURIComponent(link[1] ?? ''), JSON.parse(body))
      if (allowed && request.url === '/api/wiring') {
        parents = JSON.parse(body).parents
        for (const { id, impair } of parents) impairs.set(id, impair)
      }
      response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' }).end(body)
    })
    return
  }
  if (request.url === '/metrics') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(`fake_node_index ${config.index}\n`)
    return
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state()))
})
server.listen(config.listen.port, config.listen.host, () =>
  process.send?.({ type: 'listening', port: config.listen.port }),
)
process.once('disconnect', () => process.exit(0))
process.once('SIGTERM', () => process.exit(0))

// The edge's HTTP, route by route. Reads the node, writes nothing but what beacons report.
import type { RelayNode } from '@weir/relay'
import express, { type ErrorRequestHandler, type Express } from 'express'
import { beaconRoute } from './beacon/route.ts'
import { announced, hostNameOf } from './edges.ts'
import { describeMedia } from './mse.ts'
import { createPages } from './pages/pages.ts'
import { rootFrom } from './pages/root.ts'
import { securityHeaders } from './security.ts'
import { summarizeStreams } from './streams.ts'

/** In place of express's own, which writes a stack trace to the log for every request that somebody garbles. */
const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = typeof error?.status === 'number' ? error.status : 500
  response
    .status(status)
    .type('text')
    .send(status < 500 ? 'The request could not be read.\n' : 'The edge failed.\n')
}

export const createApp = (node: RelayNode, playerFolder: string): Express => {
  const app = express()
  const pages = createPages(playerFolder)
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(securityHeaders(() => node.config.edges))
  app.use('/static', express.static(playerFolder, { index: false, maxAge: 0 }))

  app.get('/', (request, response) => {
    const edges = announced(node.config.edges, hostNameOf(request))
    response.type('html').send(pages.home(node.config.id, summarizeStreams(node), edges))
  })
  app.get('/watch/:stream', (request, response) => {
    const streams = node.streams()
    const { stream } = request.params
    response
      .status(streams.some(({ name }) => name === stream) ? 200 : 404)
      .type('html')
      .send(pages.watch(node.config.id, rootFrom(request.path), stream, streams))
  })
  app.get('/mse/:stream', describeMedia(node))
  app.get('/api/streams', (_request, response) => {
    response.json({ node: node.config.id, streams: summarizeStreams(node) })
  })
  app.get('/api/edges', (request, response) => {
    response.json({ node: node.config.id, edges: announced(node.config.edges, hostNameOf(request)) })
  })
  app.post('/api/beacon', ...beaconRoute(node))

  app.use((request, response) => {
    response
      .status(404)
      .type('html')
      .send(
        pages.notFound(
          node.config.id,
          rootFrom(request.path),
          request.path,
          node.streams().map(({ name }) => name),
        ),
      )
  })
  app.use(answerError)
  return app
}

// The orchestrator's HTTP: the state of the lab, its faults and links, and the page that shows them. Owns the server.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { bearerOf, requestOf } from '@weir/doors'
import { redact } from '@weir/redact'
import { Impair } from '@weir/relay/config'
import { RELOAD } from '@weir/reload'
import type { NextFunction, Request, Response } from 'express'
import type { Difference } from '../apply/difference.ts'
import type { Lab } from '../runtime/lab.ts'
import { NODE_FAULTS, type NodeFault, type Runtime } from '../runtime/runtime.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { notFound } from '../topology/did-you-mean.ts'
import { svg } from '../topology/graph/svg.ts'
import { lastMilesOf, noLastMile } from '../topology/last-mile.ts'
import { linkName } from '../topology/link-name.ts'
import { HEADERS, refusal, tokenOf } from './access.ts'
import { builtPage } from './built-page.ts'
import type { Links } from './links.ts'
import { listening } from './listening.ts'
import { plainAddress } from './plain-address.ts'
import type { Snapshot } from './snapshot.ts'

export interface ConsoleOptions {
  lab(): Lab
  readonly runtime: Runtime
  readonly links: Links
  /** Takes a lab with another plan, and what its nodes take from the environment; throws with one sentence. */
  apply(lab: Lab, secrets: Secrets): Promise<Difference>
  snapshot(): Snapshot
  /** What to listen on: lab.bind, or all of a container's interfaces. */
  readonly listen: string
}

/** Throws when the port can't be had, or the page was not built. */
export const serveConsole = async (options: ConsoleOptions): Promise<{ close(): Promise<void>; port: number }> => {
  const { runtime, links } = options
  const first = options.lab()
  // Loaded when it is used: the command line's other verbs start faster without.
  const { default: express } = await import('express')
  const nodeNames = () => options.lab().plan.nodes.map(({ id }) => id)
  const linkNames = () => {
    const { plan } = options.lab()
    return [...plan.links, ...lastMilesOf(plan)].map(linkName)
  }
  const page = builtPage(import.meta.url)
  const app = express()
  app.disable('x-powered-by')
  app.use((request: Request, response: Response, next: NextFunction) => {
    response.set(HEADERS)
    const refused = refusal(
      {
        ...requestOf(request),
        method: request.method,
        contentType: request.headers['content-type'],
        token: bearerOf(request),
        fromNode: runtime.hasAddress?.(plainAddress(request.socket.remoteAddress)) ?? false,
      },
      first,
    )
    if (refused) response.status(refused.status).json({ error: refused.message })
    else next()
  })
  app.put('/api/lab', express.json({ limit: '8mb' }), async (request, response) => {
    const { secrets = {}, ...next } = request.body as Lab & { readonly secrets?: Secrets }
    if (!(Array.isArray(next?.plan?.nodes) && Array.isArray(next.plan.links)) || next.folder !== first.folder)
      return void response.status(400).json({ error: `expected the lab of ${first.folder}` })
    response.json(await options.apply(next, secrets))
  })
  app.use(express.json({ limit: '1mb' }))

  const home = readFileSync(join(page, 'index.html'), 'utf8').replace('__RELOAD__', () => RELOAD)
  app.get(['/', '/index.html'], (_, response) => void response.type('html').send(home))
  app.use(express.static(page))
  app.get('/graph.svg', (_, response) => void response.type('svg').send(svg(options.lab().plan)))
  app.get('/healthz', (_, response) => void response.type('text').send('ok\n'))
  app.get('/api/state', (request, response) => {
    response.set('weir-token', tokenOf(bearerOf(request), first))
    response.type('json').send(redact.json(options.snapshot()))
  })

  app.post('/api/nodes/:id/:fault', async (request, response) => {
    const { id, fault } = request.params
    if (!nodeNames().includes(id)) return void response.status(404).json({ error: notFound('node', id, nodeNames()) })
    if (!NODE_FAULTS.includes(fault as NodeFault))
      return void response.status(404).json({ error: notFound('fault', fault, NODE_FAULTS) })
    const stateNow = () => runtime.nodes().find((node) => node.id === id)?.state
    const before = stateNow()
    await runtime.fault(id, fault as NodeFault)
    response.json({ id, state: stateNow(), before })
  })
  app.put('/api/links/:from/:to', async (request, response) => {
    const { from, to } = request.params
    const link = linkName({ from, to })
    if (!linkNames().includes(link)) {
      const error = noLastMile(options.lab().plan, from, to) ?? notFound('link', link, linkNames())
      return void response.status(404).json({ error })
    }
    const impair = Impair.safeParse(request.body)
    if (!impair.success) {
      const error = impair.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
      return void response.status(400).json({ error })
    }
    await links.change(from, to, impair.data)
    response.json({ from, to, impair: impair.data })
  })

  app.use((_: Request, response: Response) => void response.status(404).json({ error: 'no such page' }))
  app.use((error: Error & { status?: number }, _: Request, response: Response, _next: NextFunction) => {
    response.status(error.status ?? 409).json({ error: redact(error.message) })
  })

  const server = createServer(app)
  await listening(server, first.ports.console, options.listen)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : first.ports.console,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

// The relay's own HTTP: /healthz, /metrics, /api/state, and the two routes that change something, PUT
// /api/links/<parent> and PUT /api/wiring. No cross-origin reading is granted anywhere. Viewers' addresses are for who shows
// the token.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { bearerOf, sameToken } from '@weir/doors'
import { type Redact, redact } from '@weir/redact'
import type * as z from 'zod'
import { Impair, type NodeState, Wiring } from '../config/index.ts'

export interface HttpDependencies {
  /** One sentence for everything that is wrong. */
  readonly faults: () => readonly string[]
  readonly metrics: () => Promise<{ type: string; text: string }>
  readonly state: () => NodeState
  /** Of the link to a parent, or of the last mile. Returns whether there is such a one. */
  readonly setImpair: (end: string, impair: Impair) => boolean
  /** Throws RangeError on an impairment that can't be played. */
  readonly rewire: (wiring: Wiring) => void
  readonly controlToken: string | undefined
  readonly redact: Redact
  /** Whatever is none of ours. */
  readonly otherwise: () => RequestListener | undefined
}

const MAX_BODY_BYTES = 1024 * 1024

const answer = (response: ServerResponse, status: number, body: unknown, write = redact) => {
  const text = typeof body === 'string' ? write(body) : `${write.json(body)}\n`
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(text)
}

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > MAX_BODY_BYTES) return undefined
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts).toString()
}

/** Viewers are known by their address, which is nobody's business but the lab's owner's. */
const withoutAddresses = (state: NodeState): NodeState => ({
  ...state,
  children: state.children.map((child) => (child.role === 'viewer' ? { ...child, id: 'viewer' } : child)),
})

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const createHttpRoutes = (deps: HttpDependencies): RequestListener => {
  const hasToken = (request: IncomingMessage) =>
    deps.controlToken !== undefined && sameToken(bearerOf(request), deps.controlToken)
  /** Hands on what the body says when it comes from whoever holds the token. `change` returns why it can't be, or null. */
  const put = async <T>(
    request: IncomingMessage,
    response: ServerResponse,
    schema: z.ZodType<T>,
    change: (value: T) => string | null,
  ) => {
    if (!deps.controlToken) return answer(response, 403, 'this node was started without a control token\n')
    if (!hasToken(request)) return answer(response, 401, 'wrong or missing token\n')
    const body = await readBody(request)
    if (body === undefined) return answer(response, 413, `the body has more than ${MAX_BODY_BYTES} bytes\n`)
    const value = schema.safeParse(parseJson(body))
    if (!value.success) {
      const faults = value.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
      return answer(response, 400, `${faults.join('\n')}\n`)
    }
    try {
      const missing = change(value.data)
      if (missing !== null) return answer(response, 404, missing)
    } catch (error) {
      return answer(response, 400, `${(error as Error).message}\n`)
    }
    answer(response, 200, value.data)
  }
  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? '/', 'http://node').pathname
    const link = /^\/api\/links\/([^/]+)$/.exec(path)?.[1]
    if (link !== undefined && request.method === 'PUT') {
      const parentId = decodeURIComponent(link)
      return put(request, response, Impair, (impair) =>
        deps.setImpair(parentId, impair) ? null : `no parent ${parentId}\n`,
      )
    }
    if (path === '/api/wiring' && request.method === 'PUT')
      return put(request, response, Wiring, (wiring) => {
        deps.rewire(wiring)
        return null
      })
    const reads = request.method === 'GET' || request.method === 'HEAD'
    if (reads && path === '/healthz') {
      const faults = deps.faults()
      return answer(response, faults.length === 0 ? 200 : 503, { healthy: faults.length === 0, faults }, deps.redact)
    }
    if (reads && path === '/metrics') {
      const { type, text } = await deps.metrics()
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) })
      return response.end(text)
    }
    if (reads && path === '/api/state')
      return answer(response, 200, hasToken(request) ? deps.state() : withoutAddresses(deps.state()), deps.redact)
    const other = deps.otherwise()
    if (other) return other(request, response)
    answer(response, 404, 'not found\n')
  }
  return (request, response) => {
    route(request, response).catch(() => {
      if (!response.headersSent) answer(response, 400, 'bad request\n')
      else response.destroy()
    })
  }
}

// The port at which people find Prometheus, which itself looks at nothing: each request is looked at as the console's are,
// and what is let in is passed on, with the login that Prometheus asks for. Owns the server and what it is passing on;
// nothing is kept but what a socket holds.
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http'
import { pipeline } from 'node:stream'
import { requestOf } from '@weir/doors'
import { reasonOf } from '@weir/reason'
import { urlOf } from '../runtime/address.ts'
import type { Lab } from '../runtime/lab.ts'
import { placeOf } from '../runtime/place.ts'
import { basicOf, prometheusLogin } from '../runtime/prometheus-login.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { doorRefusal } from './access.ts'
import { listening } from './listening.ts'
import { plainAddress } from './plain-address.ts'

export interface DoorOptions {
  readonly lab: Pick<Lab, 'doors' | 'bind' | 'ports' | 'publicUrl' | 'controlToken'>
  readonly runtime: Pick<Runtime, 'hasAddress'>
  /** Where Prometheus itself is, as in http://127.0.0.1:9104. */
  readonly behind: string
  /** What to listen on: lab.bind, or all of a container's interfaces. */
  readonly listen: string
}

/** As many as Prometheus itself takes, and of those so many at once. */
const MOST_CONNECTIONS = 512
const MOST_AT_ONCE = 64
/** A request's head, and all of it. */
const HEAD_MILLIS = 5000
const REQUEST_MILLIS = 10_000
/** Longer than a query of Prometheus may take (two minutes). */
const IDLE_MILLIS = 130_000
/** Prometheus holds an answer until it is read: whoever reads more slowly is left. */
const READ_MILLIS = 30_000

/** Of one connection (RFC 9110, 7.6.1), or between Prometheus and us. */
const NOT_PASSED_ON: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'authorization',
  'www-authenticate',
  'host',
  'expect',
]

const passedOn = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.includes(name)))

const say = (response: ServerResponse, status: number, words: string) => {
  // In the middle of an answer there is no other way to tell.
  if (response.headersSent) return response.destroy()
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(`${words}\n`)
}

/** Throws when the port can't be had. */
export const openPrometheusDoor = async ({
  lab,
  runtime,
  behind,
  listen,
}: DoorOptions): Promise<{ readonly port: number; close(): Promise<void> }> => {
  const authorization = basicOf(prometheusLogin(lab))
  const { publicUrl } = placeOf(urlOf(lab.bind, lab.ports.prometheus), 'prometheus', lab.publicUrl)
  const proxied = publicUrl === undefined ? null : new URL(publicUrl)
  const doors = {
    hosts: [...lab.doors.hosts, ...(proxied ? [proxied.hostname] : [])],
    own: proxied ? [proxied.origin] : [],
  }
  const agent = new Agent({ maxSockets: MOST_AT_ONCE })

  let open = 0
  const passOn = (asked: IncomingMessage, response: ServerResponse) => {
    // To wait would be to hang, behind readers that may take their time.
    if (open >= MOST_AT_ONCE) return say(response, 503, `Prometheus has ${open} requests open, at most ${MOST_AT_ONCE}`)
    open++
    let reading: NodeJS.Timeout | undefined
    response.once('close', () => {
      open--
      clearTimeout(reading)
    })
    const headers = passedOn(asked.headers)
    // A body that nothing frames would be a request of its own, behind this one.
    const hasBody = asked.method === 'POST'
    if (!hasBody) delete headers['content-length']
    const onward = request(new URL(behind), {
      agent,
      method: asked.method,
      path: asked.url,
      headers: { ...headers, authorization },
    })
    onward.once('response', (answer) => {
      if (answer.statusCode === 401) {
        onward.destroy()
        return say(response, 502, "what answers in Prometheus' place does not know this lab's login")
      }
      response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers))
      pipeline(answer, response, () => {})
      reading = setTimeout(() => response.destroy(), READ_MILLIS)
    })
    onward.on('error', (error) => say(response, 502, `Prometheus does not answer: ${reasonOf(error)}`))
    onward.setTimeout(IDLE_MILLIS, () => onward.destroy(new Error(`nothing for ${IDLE_MILLIS / 1000} s`)))
    // Who has gone is not to keep a query running.
    response.once('close', () => onward.destroy())
    if (hasBody) pipeline(asked, onward, () => {})
    else onward.end()
  }

  const server = createServer(
    { headersTimeout: HEAD_MILLIS, requestTimeout: REQUEST_MILLIS, connectionsCheckingInterval: 1000 },
    (asked, response) => {
      const fromNode = runtime.hasAddress?.(plainAddress(asked.socket.remoteAddress)) ?? false
      const refused = doorRefusal({ ...requestOf(asked), fromNode }, { doors }, 'Prometheus')
      if (refused) say(response, refused.status, refused.message)
      else passOn(asked, response)
    },
  )
  server.maxConnections = MOST_CONNECTIONS
  server.timeout = IDLE_MILLIS
  server.on('connection', (socket) => socket.on('error', () => {}))
  await listening(server, lab.ports.prometheus, listen)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : lab.ports.prometheus,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        agent.destroy()
      }),
  }
}

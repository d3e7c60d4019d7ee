// Who may talk to a listener. Every page that a user has open can send requests to loopback, and WebSockets know no
// same-origin rule, so each listener asks this before anything else. Pure, but for requestOf.
//
//   Host    a name that was rebound to us is in it: only addresses, localhost and names that we were told are served
//   Origin  the page that asks, wherever a browser sends it: on upgrades, on what a script reads, on what changes something
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export interface DoorRequest {
  readonly host: string | undefined
  readonly origin: string | undefined
  /** Sec-Fetch-Site and Sec-Fetch-Mode, which a browser sends and a page can't forge. */
  readonly fetchSite: string | undefined
  readonly fetchMode: string | undefined
}

/** Whom one listener lets in besides programs, which send no Origin, and its own pages. */
export interface Doors {
  /** Names that it goes by besides localhost and every IP address, without a port. */
  readonly hosts: readonly string[]
  /** Origins of pages, as in `https://lab.example:8443`. */
  readonly origins: readonly string[]
  /** Edges of the lab, whose players come here when theirs is gone: URLs, paths, or a port alone, as in `:8082`. */
  readonly edges: readonly string[]
  /** Whether pages of a loopback address may, from whichever port: those are the user's own. */
  readonly loopbackPages: boolean
}

export interface Refusal {
  readonly status: 403 | 421
  /** One of few, for counting. */
  readonly reason: 'host' | 'origin' | 'node'
  /** One sentence. */
  readonly message: string
}

/** Null is: let it in. */
export const admit = (request: DoorRequest, doors: Doors): Refusal | null => {
  const host = parse(`http://${request.host ?? ''}`)
  if (!host || !isServed(host.hostname, doors.hosts)) {
    const expected = ['an address', 'localhost', ...doors.hosts].join(', ')
    return { status: 421, reason: 'host', message: `host ${quote(request.host)} is not served, expected ${expected}` }
  }
  const { origin } = request
  // Programs send none, and neither do navigations. What a foreign page embeds is not to be had by its timing either.
  if (origin === undefined) {
    return request.fetchSite === 'cross-site' && request.fetchMode !== 'navigate'
      ? { status: 403, reason: 'origin', message: 'a cross-site request is not served' }
      : null
  }
  if (isWelcome(origin, host, doors)) return null
  return { status: 403, reason: 'origin', message: `origin ${quote(origin)} is not served; WEIR_ORIGINS may name it` }
}

/** What `admit` looks at. */
export const requestOf = ({ headers }: Pick<IncomingMessage, 'headers'>): DoorRequest => ({
  host: headers.host,
  origin: headers.origin,
  fetchSite: one(headers['sec-fetch-site']),
  fetchMode: one(headers['sec-fetch-mode']),
})

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header

const quote = (text: string | undefined): string => JSON.stringify((text ?? '').slice(0, 100))

/** Null for what has more to it than scheme, host and port; the URL's own parsing makes 127.1 and LOCALHOST what they mean. */
const parse = (text: string, base?: string): URL | null => {
  try {
    const url = new URL(text, base)
    return url.username || url.password ? null : url
  } catch {
    return null
  }
}

const isAddress = (name: string): boolean => isIP(name.replace(/^\[|\]$/g, '')) !== 0

const isLoopback = (name: string): boolean => name === 'localhost' || name === '[::1]' || /^127\.[\d.]+$/.test(name)

/** An address can't be rebound: who has it in Host is on a page of that address, which Origin tells. */
const isServed = (name: string, hosts: readonly string[]): boolean =>
  isAddress(name) || name === 'localhost' || hosts.some((known) => known.toLowerCase() === name)

const isWelcome = (origin: string, host: URL, { origins, edges, loopbackPages }: Doors): boolean => {
  const page = parse(origin)
  // `null` is a sandbox, a file or a redirect: anybody.
  if (!page || !/^https?:$/.test(page.protocol) || page.origin !== origin) return false
  // Own, also where TLS ends before us.
  if (page.host === host.host || (loopbackPages && isLoopback(page.hostname))) return true
  if (origins.includes(origin)) return true
  return edges.some((edge) => {
    const absolute = edge.startsWith(':') ? `//${host.hostname}${edge}` : edge
    return parse(absolute, `${page.protocol}//${host.host}`)?.origin === origin
  })
}

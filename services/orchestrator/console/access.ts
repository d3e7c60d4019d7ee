// Who may talk to the console. It can kill processes, and every page that a user has open can send requests to
// loopback, so: no foreign Host (DNS rebinding), no foreign Origin, and nothing that an HTML form could send. Pure.
import { isIP } from 'node:net'

export interface AccessRequest {
  readonly method: string
  readonly host: string | undefined
  readonly origin: string | undefined
  /** Sec-Fetch-Site, which a browser sends and a page can't forge. */
  readonly fetchSite: string | undefined
  readonly contentType: string | undefined
}

export interface Refusal {
  readonly status: 403 | 415 | 421
  readonly message: string
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** `bind` is what WEIR_BIND says; `hostName` this machine's own name. Null is: let it in. */
export const refusal = (request: AccessRequest, bind: string, hostName: string): Refusal | null => {
  const name = (request.host ?? '').replace(/:\d+$/, '').toLowerCase()
  if (!hostAllowed(name, bind, hostName)) {
    return { status: 421, message: `host "${name}" is not served, expected ${LOOPBACK.join(', ')}` }
  }
  if (request.method === 'GET' || request.method === 'HEAD') return null
  if (request.origin !== undefined && request.origin !== `http://${request.host}`) {
    return { status: 403, message: `origin "${request.origin}" may not change the lab` }
  }
  if (request.fetchSite !== undefined && request.fetchSite !== 'same-origin') {
    return { status: 403, message: `a ${request.fetchSite} request may not change the lab` }
  }
  if (request.contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    return { status: 415, message: 'expected content-type: application/json' }
  }
  return null
}

const isLoopback = (bind: string): boolean => bind === 'localhost' || bind === '::1' || bind.startsWith('127.')

/** Opened to a network, the console goes by addresses and this machine's name too; a rebound name is still neither. */
const hostAllowed = (name: string, bind: string, hostName: string): boolean =>
  LOOPBACK.includes(name) ||
  name === bind ||
  (!isLoopback(bind) && (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostName.toLowerCase()))

export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

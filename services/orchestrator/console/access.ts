// Who may talk to the console, and to Prometheus behind its door. The console can kill processes, so that a change takes more
// than the door that all listeners have (@weir/doors): nothing that an HTML form could send, and the lab's token, which a
// node of the lab does not hold. Pure.
import { admit, type DoorRequest, type Doors, sameToken } from '@weir/doors'
import { RELOAD_SOURCE } from '@weir/reload'
import type { Lab } from '../runtime/lab.ts'

export interface AccessRequest extends DoorRequest {
  readonly method: string
  readonly contentType: string | undefined
  /** What it shows as `Authorization: Bearer`. */
  readonly token: string | undefined
  /** Whether it comes from the address of one of the lab's own containers. */
  readonly fromNode: boolean
}

export interface Refusal {
  readonly status: 401 | 403 | 415 | 421
  readonly message: string
}

/** What a token is worth, as the console's page is told in the header `weir-token`, so that it offers no more than it may. */
export const tokenOf = (
  token: string | undefined,
  { consoleToken }: Pick<Lab, 'consoleToken'>,
): 'open' | 'no token' | 'another token' =>
  token === undefined ? 'no token' : sameToken(token, consoleToken) ? 'open' : 'another token'

/** Of whoever only looks, at what `whose` says. Null is: let it in. */
export const doorRefusal = (
  request: DoorRequest & Pick<AccessRequest, 'fromNode'>,
  lab: { readonly doors: Pick<Lab['doors'], 'hosts' | 'own'> },
  whose: string,
): Refusal | null => {
  const refused = admit(request, doorsOf(lab))
  if (refused) return refused
  // They know their neighbours and nothing of the rest; a viewer's address, say, is none of theirs.
  return request.fromNode ? { status: 403, message: `${whose} is not for nodes of the lab` } : null
}

/** Null is: let it in. */
export const refusal = (request: AccessRequest, lab: Pick<Lab, 'doors' | 'consoleToken'>): Refusal | null => {
  const refused = doorRefusal(request, lab, 'the console')
  if (refused) return refused
  if (request.method === 'GET' || request.method === 'HEAD') return null
  if (request.fetchSite !== undefined && request.fetchSite !== 'same-origin') {
    return { status: 403, message: `a ${request.fetchSite} request may not change the lab` }
  }
  if (request.contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    return { status: 415, message: 'expected content-type: application/json' }
  }
  const token = tokenOf(request.token, lab)
  if (token !== 'open') {
    const what = token === 'no token' ? token : 'a token that is not of this lab'
    return { status: 401, message: `${what}, expected that of the address which \`weir status\` prints` }
  }
  return null
}

/** Pages that may watch are not those that may look behind it. */
const doorsOf = ({ doors }: { readonly doors: Pick<Lab['doors'], 'hosts' | 'own'> }): Doors => ({
  hosts: doors.hosts,
  origins: doors.own,
  edges: [],
  loopbackPages: false,
})

export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; script-src 'self' ${RELOAD_SOURCE}; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

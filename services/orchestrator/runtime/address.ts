// Where what something binds is reached. The one place for it: polls of nodes, dials between them, Prometheus and its
// targets, and the URLs that people are told.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'

export const LOOPBACK = '127.0.0.1'

/** Whether only this machine reaches what is bound to it. */
export const isLoopback = (bind: string): boolean => bind === 'localhost' || bind === '::1' || bind.startsWith('127.')

/** A host as it stands before a port: an IPv6 address in brackets. */
export const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address)

/** Addresses that mean all interfaces, in the spelling that `canonical` gives, and the loopback address of each. */
const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', LOOPBACK],
  ['::ffff:0:0', LOOPBACK],
  // Not 127.0.0.1: what Docker publishes on :: is IPv6 alone.
  ['::', '::1'],
])

/** One spelling for each address (RFC 5952): 0:0::0 is ::. */
const canonical = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address

/** Host and port at which this machine reaches what is bound to `bind`, as in 127.0.0.1:8081 or [::1]:8081. */
export const reachedAt = (bind: string, port: number): string =>
  `${hostOf(WILDCARDS.get(canonical(bind)) ?? bind)}:${port}`

/** The same as a URL. */
export const urlOf = (bind: string, port: number): string => `http://${reachedAt(bind, port)}`

/**
 * The address behind what WEIR_BIND says. A name is looked up once, so that whoever binds and whoever asks mean the same
 * of its addresses. Throws with one sentence when it has none.
 */
export const addressOf = async (bind: string): Promise<string> => {
  if (isIP(bind) !== 0) return bind
  try {
    return (await lookup(bind)).address
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(`WEIR_BIND="${bind}" is a name without an address (${code}), expected an address such as 127.0.0.1`)
  }
}

// Who may talk to a node from within the lab. In Docker all nodes share a network with the orchestrator, and each link's ends
// one of their own: a node that somebody has broken into reaches the others there. Of them only its children have business
// with a node, over /push; all else is for who shows a token. Pure.
import { BlockList } from 'node:net'
import type { Refusal } from './admit.ts'
import { digestOf, sameDigest, sameToken } from './token.ts'

/** The networks of a lab. */
export interface Inside {
  /** All of them are cut from it: IPv4, as in 10.213.0.0/16. */
  readonly subnet: string
  /** This machine's own addresses in there: who comes from one is no node, but somebody who came by a published port. */
  readonly hosts: readonly string[]
}

export interface InsideDoors {
  /** Null where nodes have no networks of their own, and nobody is an insider. */
  readonly inside: Inside | null
  /** Addresses of this node's children. */
  readonly children: readonly string[]
  /** Opens everything: the orchestrator has it. */
  readonly token: string | undefined
  /** Of the token that opens /metrics, which Prometheus has and no node: SHA-256, in hexadecimal. */
  readonly scraperDigest: string | undefined
}

export interface InsideRequest {
  /** Of the other end of the connection. */
  readonly address: string
  readonly path: string
  readonly upgrade: boolean
  /** What it shows as `Authorization: Bearer`. */
  readonly token: string | undefined
}

/** Null is: let it in, as far as this goes. */
export const admitInsider = (doors: InsideDoors): ((request: InsideRequest) => Refusal | null) => {
  const { inside, token, scraperDigest } = doors
  if (inside === null) return () => null
  const networks = listOf(inside.subnet)
  return (request) => {
    const address = request.address.replace(/^::ffff:/i, '')
    if (!networks.check(address) || inside.hosts.includes(address)) return null
    if (request.upgrade && request.path === '/push' && doors.children.includes(address)) return null
    if (token !== undefined && sameToken(request.token, token)) return null
    const scrapes = !request.upgrade && request.path === '/metrics' && scraperDigest !== undefined
    if (scrapes && sameDigest(request.token, scraperDigest)) return null
    return { status: 403, reason: 'node', message: 'this is not for nodes of the lab' }
  }
}

export const scraperDigestOf = (token: string): string => digestOf(token).toString('hex')

const listOf = (subnet: string): BlockList => {
  const [net = '', prefix] = subnet.split('/')
  const list = new BlockList()
  list.addSubnet(net, Number(prefix), 'ipv4')
  return list
}

// The subnets that this machine has routes to, besides those of its own interfaces: a VPN's, for one. A lab's network on the
// same addresses would take them away from whoever uses them. Changes nothing.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

/** `device` is empty for a route that leads nowhere (blackhole). */
export interface Route {
  readonly subnet: string
  readonly device: string
}

/** Half of all addresses is a default route too: VPNs that take everything write it as two of those. */
const LEAST_PREFIX = 2

const isRoute = ({ subnet }: Route): boolean => Number(subnet.split('/')[1]) >= LEAST_PREFIX

/** From `ip -json -4 route show table all`, policy routing included. Pure. */
export const routesOf = (json: string): readonly Route[] => {
  const routes = JSON.parse(json) as { type?: string; dst?: string; dev?: string }[]
  return (
    routes
      // The machine's own addresses, which its interfaces tell.
      .filter(({ type }) => type !== 'local' && type !== 'broadcast' && type !== 'multicast')
      .flatMap(({ dst = 'default', dev = '' }) =>
        dst === 'default' ? [] : [{ subnet: dst.includes('/') ? dst : `${dst}/32`, device: dev }],
      )
      .filter(isRoute)
  )
}

/** From /proc/net/route (the main table alone), where there is no `ip`: hexadecimal, in the machine's byte order. Pure. */
export const routesOfProc = (text: string): readonly Route[] =>
  text
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .filter(({ length }) => length >= 8)
    .map(([device = '', destination = '', , , , , , mask = '']) => {
      const bytes = Buffer.from(destination, 'hex').reverse().join('.')
      const prefix = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length
      return { subnet: `${bytes}/${prefix}`, device }
    })
    .filter(isRoute)

/** None where the machine tells none, as on a Mac, whose engine has a machine of its own. */
export const readRoutes = async (): Promise<readonly Route[]> => {
  try {
    const { stdout } = await promisify(execFile)('ip', ['-json', '-4', 'route', 'show', 'table', 'all'])
    return routesOf(stdout)
  } catch {
    try {
      return routesOfProc(readFileSync('/proc/net/route', 'utf8'))
    } catch {
      return []
    }
  }
}

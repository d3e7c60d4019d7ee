// Where people find one of the lab's servers: services/places has the rules, WEIR_PUBLIC_URL what a proxy adds.
import { portOf, publicUrlOf } from '@weir/places'
import type { Lab } from './lab.ts'

/** `url` is what a machine of its own would ask; `name` a node's id, or console, prometheus, grafana. */
export const placeOf = (url: string, name: string, publicUrl: string | null | undefined) => {
  const port = portOf(new URL(url))
  return { url, port, ...(publicUrl ? { publicUrl: publicUrlOf(publicUrl, name, port) } : {}) }
}

/** Under which names and origins a proxy has the console (`own`) and the edges: who comes by them is let in. */
export const publicDoors = ({
  publicUrl,
  ports,
}: Pick<Lab, 'publicUrl' | 'ports'>): Readonly<Record<'hosts' | 'own' | 'origins', readonly string[]>> => {
  if (!publicUrl) return { hosts: [], own: [], origins: [] }
  const at = (name: string, port: number) => new URL(publicUrlOf(publicUrl, name, port))
  const own = at('console', ports.console)
  const edges = Object.entries(ports.edges).map(([id, port]) => at(id, port))
  return {
    hosts: [...new Set([own, ...edges].map(({ hostname }) => hostname))],
    own: [own.origin],
    origins: [...new Set(edges.map(({ origin }) => origin))],
  }
}

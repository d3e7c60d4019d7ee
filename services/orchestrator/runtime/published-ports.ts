import { SETTINGS } from '@weir/settings'
import type { Lab } from './lab.ts'

/** The ports at which people visit a lab: `of` says whose each is, `variable` what moves it. */
export const publishedPorts = ({ ports }: Pick<Lab, 'ports'>) => ({
  console: { port: ports.console, of: 'the console', variable: SETTINGS.consolePort.name },
  edges: Object.entries(ports.edges).map(([of, port]) => ({ port, of, variable: SETTINGS.edgePort.name })),
  prometheus: { port: ports.prometheus, of: 'Prometheus', variable: SETTINGS.prometheusPort.name },
  grafana: { port: ports.grafana, of: 'Grafana', variable: SETTINGS.grafanaPort.name },
})

/** The port at which people visit an edge; undefined for a node that is none. */
export const edgePort = ({ ports: { edges } }: Pick<Lab, 'ports'>, id: string): number | undefined =>
  Object.hasOwn(edges, id) ? edges[id] : undefined

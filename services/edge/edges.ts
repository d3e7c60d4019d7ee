// Where the edges of the lab are, as told to whoever asks this one. Pure.
import type { IncomingMessage } from 'node:http'
import type { RelayNode } from '@weir/relay'

export type Edge = RelayNode['config']['edges'][number]

/**
 * The host by which a request came, without its port; undefined when it says none, or nothing that may stand in a header
 * or a page.
 */
export const hostNameOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
  /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i.exec(headers.host ?? '')?.[1]

/** An edge that is found by its port is where the one was found that is asked. */
export const announced = (edges: readonly Edge[], hostName: string | undefined): Edge[] =>
  edges.map((edge) =>
    edge.port === undefined || hostName === undefined ? edge : { ...edge, url: `http://${hostName}:${edge.port}` },
  )

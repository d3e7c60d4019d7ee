// What makes a relay an edge: pages, the player's files, what the player asks and reports, and media for foreign pages.
import type { RelayNode } from '@weir/relay'
import { createApp } from './app.ts'
import { serveForeignPlayers } from './mse.ts'
import { findPlayerFolder } from './player-folder.ts'

export interface EdgeOptions {
  /** Where the built player is; by default as `findPlayerFolder` finds it. */
  readonly playerFolder?: string
}

/** Gives the node its HTTP side. Throws when the built player is not there. */
export const attachEdge = (node: RelayNode, options: EdgeOptions = {}): undefined => {
  node.handleRequests(createApp(node, options.playerFolder ?? findPlayerFolder()))
  serveForeignPlayers(node)
}

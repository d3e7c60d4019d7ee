// What the parts of a lab in Docker are called, by whoever makes them and whoever looks for them.
import type { PlannedLink } from '../../topology/plan.ts'

/** By what they were built from: labs of two checkouts, or of one that changed, never run each other's code. */
export interface TierImages {
  /** As weir-tier:4be1f0a2c3d4e5f6. */
  readonly tier: string
  readonly ingress: string
}

/** In the compose files, whose values are in compose.env. */
export const IMAGE_VARIABLES = { tier: 'WEIR_TIER_IMAGE', ingress: 'WEIR_INGRESS_IMAGE' } as const

/** Port that every node listens on in its container. */
export const NODE_PORT = 8080

/** A node on the management network, and nowhere else: its bare name would do for any network that the two share. */
export const managementName = (id: string): string => `${id}.management`

/** The link's network, in the compose file. Ids hold no dot, so that this names one link and no other. */
export const linkNetwork = (link: Pick<PlannedLink, 'from' | 'to'>): string => `${link.from}.${link.to}`

/** The same network, in the engine: Compose puts the project's name before it. */
export const inProject = (project: string, network: string): string => `${project}_${network}`

/** Labels that Compose gives to all of a project, and to its containers. */
export const PROJECT_LABEL = 'com.docker.compose.project'
export const SERVICE_LABEL = 'com.docker.compose.service'
export const NETWORK_LABEL = 'com.docker.compose.network'
/** The compose files that a container came from, joined by commas. */
export const FILES_LABEL = 'com.docker.compose.project.config_files'

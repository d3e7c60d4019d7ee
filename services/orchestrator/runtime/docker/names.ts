// What the parts of a lab in Docker are called, by whoever makes them and whoever looks for them.
import type { PlannedLink } from '../../topology/plan.ts'

export const TIER_IMAGE = 'weir-tier:local'
export const INGRESS_IMAGE = 'weir-ingress:local'

/** Port that every node listens on in its container. */
export const NODE_PORT = 8080

/** The link's network, in the compose file. Ids hold no dot, so that this names one link and no other. */
export const linkNetwork = (link: Pick<PlannedLink, 'from' | 'to'>): string => `${link.from}.${link.to}`

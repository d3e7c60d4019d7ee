// What benches change about a topology before they run it. Pure.
import type { Plan } from '@weir/orchestrator/topology/plan'

/** Every stream from the test source, whatever camera there is. */
export const withTestSource = (plan: Plan): Plan => ({
  ...plan,
  nodes: plan.nodes.map((node) => ({
    ...node,
    streams: Object.fromEntries(
      Object.entries(node.streams).map(([name, stream]) => [name, { ...stream, source: 'test' as const }]),
    ),
  })),
})

/** No link impaired. */
export const withCleanLinks = (plan: Plan): Plan => ({
  ...plan,
  links: plan.links.map((link) => ({ ...link, impair: {} })),
})

/** Every node with this redundancy. */
export const withRedundancy = (plan: Plan, redundancy: 'hot' | 'standby'): Plan => ({
  ...plan,
  nodes: plan.nodes.map((node) => ({ ...node, redundancy })),
})

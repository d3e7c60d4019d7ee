import { Counter, type Registry } from 'prom-client'

export const hopPushBelowBound = (registers: Registry[]) =>
  new Counter<'from' | 'to'>({
    name: 'weir_hop_push_below_bound_total',
    help: 'Hop latencies smaller than the bound of the clock offset of their link: real, but no better known than between 0 and the bound.',
    labelNames: ['from', 'to'],
    registers,
  })

import { Counter, type Registry } from 'prom-client'

export const hopPushUnmeasured = (registers: Registry[]) =>
  new Counter<'from' | 'to'>({
    name: 'weir_hop_push_unmeasured_total',
    help: "Chunks that entered no latency, since the offset of the parent's clock was not known, or in doubt after a clock had stepped.",
    labelNames: ['from', 'to'],
    registers,
  })

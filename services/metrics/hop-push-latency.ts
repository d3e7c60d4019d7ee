import { Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS_SECONDS } from './buckets.ts'

export const hopPushLatency = (registers: Registry[]) =>
  new Histogram<'stream' | 'track' | 'from' | 'to'>({
    name: 'weir_hop_push_latency_seconds',
    help: 'Parent hands a chunk to its fan-out until the child has it whole, clock offset removed (bound: weir_link_clock_error_seconds). Replayed chunks are left out. Negative within the bound is taken as 0; see weir_hop_push_below_bound_total.',
    labelNames: ['stream', 'track', 'from', 'to'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

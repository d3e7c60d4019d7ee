import { Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS_SECONDS } from './buckets.ts'

export const pathLatency = (registers: Registry[]) =>
  new Histogram<'stream' | 'track' | 'ingress'>({
    name: 'weir_path_latency_seconds',
    help: 'Capture of a chunk until it is whole at this node, the clock offsets of all links on its way removed. Replayed chunks are left out. An ingress that the topology does not name is `other`.',
    labelNames: ['stream', 'track', 'ingress'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

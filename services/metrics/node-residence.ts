import { Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS_SECONDS } from './buckets.ts'

export const nodeResidence = (registers: Registry[]) =>
  new Histogram<'stream' | 'track'>({
    name: 'weir_node_residence_seconds',
    help: 'A chunk is whole at this node until it is handed to the fan-out.',
    labelNames: ['stream', 'track'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

import { Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS_SECONDS } from './buckets.ts'

export const join = (registers: Registry[]) =>
  new Histogram<'stream'>({
    name: 'weir_join_seconds',
    help: 'Player asks for a stream until it paints the first frame, as players report it.',
    labelNames: ['stream'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

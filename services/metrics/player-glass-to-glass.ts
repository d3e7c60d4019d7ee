import { Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS_SECONDS } from './buckets.ts'

export const playerGlassToGlass = (registers: Registry[]) =>
  new Histogram<'stream' | 'engine'>({
    name: 'weir_player_glass_to_glass_seconds',
    help: 'Wall clock in the picture against the clock when the browser composes it, as players report it: generation to compositor, without sensor and panel.',
    labelNames: ['stream', 'engine'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

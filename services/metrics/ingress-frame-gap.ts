import { Histogram, type Registry } from 'prom-client'
import { LATENCY_BUCKETS_SECONDS } from './buckets.ts'

export const ingressFrameGap = (registers: Registry[]) =>
  new Histogram<'stream' | 'track'>({
    name: 'weir_ingress_frame_gap_seconds',
    help: 'Time from one chunk to the next as the source delivers them: the pacing of the encoder.',
    labelNames: ['stream', 'track'],
    buckets: LATENCY_BUCKETS_SECONDS,
    registers,
  })

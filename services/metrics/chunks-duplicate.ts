import { Counter, type Registry } from 'prom-client'

export const chunksDuplicate = (registers: Registry[]) =>
  new Counter<'stream' | 'track' | 'from'>({
    name: 'weir_chunks_duplicate_total',
    help: 'Chunks that were here already when this copy came.',
    labelNames: ['stream', 'track', 'from'],
    registers,
  })

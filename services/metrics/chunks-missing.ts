import { Counter, type Registry } from 'prom-client'

export const chunksMissing = (registers: Registry[]) =>
  new Counter<'stream' | 'track'>({
    name: 'weir_chunks_missing_total',
    help: 'Chunks that no parent delivered, counted once it is certain.',
    labelNames: ['stream', 'track'],
    registers,
  })

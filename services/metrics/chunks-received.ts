import { Counter, type Registry } from 'prom-client'

export const chunksReceived = (registers: Registry[]) =>
  new Counter<'stream' | 'track' | 'from'>({
    name: 'weir_chunks_received_total',
    help: 'Chunks that came from a parent, or from this node itself at an ingress, duplicates included.',
    labelNames: ['stream', 'track', 'from'],
    registers,
  })

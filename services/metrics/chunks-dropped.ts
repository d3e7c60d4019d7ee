import { Counter, type Registry } from 'prom-client'

export const chunksDropped = (registers: Registry[]) =>
  new Counter<'reason'>({
    name: 'weir_chunks_dropped_total',
    help: 'Chunks that came or were to go, and were let go: slow child by policy (drop-to-keyframe, drop-oldest-gop, disconnect, unbounded), loop, future-epoch, late-epoch, late, no-init, trail, object, malformed, sound-ahead, sound-late, unknown-track.',
    labelNames: ['reason'],
    registers,
  })

import { Gauge, type Registry } from 'prom-client'

export const viewers = (registers: Registry[]) =>
  new Gauge<'stream'>({
    name: 'weir_viewers',
    help: 'Viewers of a stream that are connected to this node.',
    labelNames: ['stream'],
    registers,
  })

import { Gauge, type Registry } from 'prom-client'

export const linkRtt = (registers: Registry[]) =>
  new Gauge<'from' | 'to'>({
    name: 'weir_link_rtt_seconds',
    help: 'Round trip of the clock exchange that the offset rests on.',
    labelNames: ['from', 'to'],
    registers,
  })

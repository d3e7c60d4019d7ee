import { Gauge, type Registry } from 'prom-client'

export const linkClockOffset = (registers: Registry[]) =>
  new Gauge<'from' | 'to'>({
    name: 'weir_link_clock_offset_seconds',
    help: 'Clock of the parent (from) minus clock of the child (to), as the child estimates it.',
    labelNames: ['from', 'to'],
    registers,
  })

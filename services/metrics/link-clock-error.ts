import { Gauge, type Registry } from 'prom-client'

export const linkClockError = (registers: Registry[]) =>
  new Gauge<'from' | 'to'>({
    name: 'weir_link_clock_error_seconds',
    help: 'Bound of the error of weir_link_clock_offset_seconds, either way.',
    labelNames: ['from', 'to'],
    registers,
  })

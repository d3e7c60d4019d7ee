import { Counter, type Registry } from 'prom-client'

export const failovers = (registers: Registry[]) =>
  new Counter<'reason'>({
    name: 'weir_failovers_total',
    help: 'Switches of a stream to another parent: close, silence, late, preferred (back to a better one).',
    labelNames: ['reason'],
    registers,
  })

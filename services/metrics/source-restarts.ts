import { Counter, type Registry } from 'prom-client'

export const sourceRestarts = (registers: Registry[]) =>
  new Counter<'stream' | 'reason'>({
    name: 'weir_source_restarts_total',
    help: 'Restarts of a source, each a new epoch.',
    labelNames: ['stream', 'reason'],
    registers,
  })

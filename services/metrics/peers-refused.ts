import { Counter, type Registry } from 'prom-client'

export const peersRefused = (registers: Registry[]) =>
  new Counter<'reason'>({
    name: 'weir_peers_refused_total',
    help: 'Connections that were closed because the other side broke a rule, or for lack of room.',
    labelNames: ['reason'],
    registers,
  })

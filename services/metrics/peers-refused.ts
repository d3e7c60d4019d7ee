import { Counter, type Registry } from 'prom-client'

export const peersRefused = (registers: Registry[]) =>
  new Counter<'reason'>({
    name: 'weir_peers_refused_total',
    help: 'Connections that were closed because the other side broke a rule, was gone or idle, or for lack of room; services/relay/README.md has the reasons.',
    labelNames: ['reason'],
    registers,
  })

import { Counter, type Registry } from 'prom-client'

export const linkBytes = (registers: Registry[]) =>
  new Counter<'from' | 'to'>({
    name: 'weir_link_bytes_total',
    help: 'Bytes of WebSocket messages that the child got from the parent.',
    labelNames: ['from', 'to'],
    registers,
  })

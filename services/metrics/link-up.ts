import { Gauge, type Registry } from 'prom-client'

export const linkUp = (registers: Registry[]) =>
  new Gauge<'from' | 'to'>({
    name: 'weir_link_up',
    help: '1 while the child is connected to the parent and has its catalog, else 0.',
    labelNames: ['from', 'to'],
    registers,
  })

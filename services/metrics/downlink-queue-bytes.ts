import { Gauge, type Registry } from 'prom-client'

export const downlinkQueueBytes = (registers: Registry[]) =>
  new Gauge<'to'>({
    name: 'weir_downlink_queue_bytes',
    help: 'Bytes that wait to go to a child, by node id; viewers are one figure, their sum.',
    labelNames: ['to'],
    registers,
  })

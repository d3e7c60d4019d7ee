import { Gauge, type Registry } from 'prom-client'

export const downlinkQueueBytes = (registers: Registry[]) =>
  new Gauge<'to'>({
    name: 'weir_downlink_queue_bytes',
    help: 'Bytes that a child has not read, in our queue, in the socket and in the kernels, by node id; viewers are one figure, their sum, and relays that the topology does not name another, `other`.',
    labelNames: ['to'],
    registers,
  })

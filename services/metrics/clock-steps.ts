import { Counter, type Registry } from 'prom-client'

export const clockSteps = (registers: Registry[]) =>
  new Counter({
    name: 'weir_clock_steps_total',
    help: "Steps of this machine's clock by more than 50 ms, a suspended machine included, that the node's stamps have followed.",
    registers,
  })

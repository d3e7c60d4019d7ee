import { Counter, type Registry } from 'prom-client'

export const playerStalls = (registers: Registry[]) =>
  new Counter<'stream'>({
    name: 'weir_player_stalls_total',
    help: 'Times that a player ran dry, as players report it.',
    labelNames: ['stream'],
    registers,
  })

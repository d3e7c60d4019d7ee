export type { Direction, Impair, TraceRow } from './impair.ts'
export { createLink, type DirectionStats, type Link, type LinkOptions, type LinkStats } from './link.ts'
export type { Intercept } from './shaped-socket.ts'

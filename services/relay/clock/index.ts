export { createNodeClock } from './clock.ts'
export { createClockExchange, type OffsetEstimate } from './clock-exchange.ts'

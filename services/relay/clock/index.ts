export { createClockExchange, type OffsetEstimate } from './clock-exchange.ts'
export { createDoubt } from './doubt.ts'

export { createClockExchange, type OffsetEstimate } from './clock-exchange.ts'

export * from './backoff.ts'
export * from './clocks.ts'
export * from './log-limit.ts'
export * from './token-bucket.ts'

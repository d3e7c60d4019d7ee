export * from './backoff.ts'
export * from './clocks.ts'
export * from './token-bucket.ts'

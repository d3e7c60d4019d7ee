export * from './audio.ts'
export * from './counted.ts'
export * from './tracked.ts'

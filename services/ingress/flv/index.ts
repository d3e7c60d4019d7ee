export * from './demux.ts'
export * from './error.ts'

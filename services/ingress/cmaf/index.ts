export * from './chunk.ts'
export * from './codec-string.ts'
export * from './init-segment.ts'
export * from './track.ts'

export * from './impair.ts'
export * from './node-config.ts'
export * from './source.ts'
export * from './state.ts'

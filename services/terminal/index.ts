export * from './columns-of.ts'
export * from './message.ts'
export * from './printable.ts'
export * from './wrapped.ts'

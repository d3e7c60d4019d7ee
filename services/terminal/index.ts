export * from './printable.ts'
export * from './wrapped.ts'

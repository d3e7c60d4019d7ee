export * from './printable.ts'

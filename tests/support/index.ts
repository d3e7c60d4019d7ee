export * from './need.ts'

export * from './quantile.ts'
export * from './seeded-random.ts'

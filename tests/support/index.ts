export * from './accessibility.ts'
export * from './browser.ts'
export * from './need.ts'
export * from './trails.ts'

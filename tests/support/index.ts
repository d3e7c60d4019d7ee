export * from './browser.ts'
export * from './need.ts'

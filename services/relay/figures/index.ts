export { createFigures, type Figures } from './figures.ts'
export { createLogLimit, type LogLimit } from './log-limit.ts'
export { createRecent, type Recent } from './recent.ts'

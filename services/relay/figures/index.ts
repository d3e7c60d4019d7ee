export { createFigures, type Figures, type Tally } from './figures.ts'
export { createRecent, type Recent } from './recent.ts'
export { createTallies } from './tallies.ts'

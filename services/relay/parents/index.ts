export { createParents } from './parents.ts'

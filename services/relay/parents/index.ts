export { createParents, type Parents } from './parents.ts'

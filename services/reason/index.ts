export { reasonOf } from './reason.ts'

export { type Children, createChildren } from './children.ts'

export { RELOAD, RELOAD_SOURCE } from './reload.ts'

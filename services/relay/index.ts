export * from './api.ts'
export * from './config/index.ts'
export { type NodeOptions, startNode } from './node.ts'
export { type Attach, type Detach, RefusedError, runNode } from './run.ts'

import { freePorts } from '@weir/orchestrator/runtime/ports'

const FIRST_PORT = 20_000
const PORT_SPREAD = 30_000

/** So many free ports of 127.0.0.1, somewhere in a wide range: benches that start at once hardly ever want the same. */
export const freePortsSomewhere = (count: number): Promise<number[]> =>
  freePorts(count, FIRST_PORT + Math.floor(Math.random() * PORT_SPREAD), '127.0.0.1', new Set())

import { freePorts } from '@weir/orchestrator/runtime/ports'

const FIRST_PORT = 20_000
const PORT_SPREAD = 30_000

/** Somewhere in a wide range, so that benches that start at the same moment hardly ever want the same ones. */
export const twoFreePorts = async (): Promise<readonly [number, number]> => {
  const first = FIRST_PORT + Math.floor(Math.random() * PORT_SPREAD)
  const [one, other] = await freePorts(2, first, '127.0.0.1', new Set())
  if (one === undefined || other === undefined) throw new Error(`no two free ports from ${first} on`)
  return [one, other]
}

import { freePorts } from '@weir/orchestrator/runtime/ports'

/** Below what Linux gives to clients (ip_local_port_range): a port that was free is not some connection's a moment later. */
const FIRST = 20_000
const BLOCKS = 50
const LABS = 12
/** Room for the ports that a lab counts on from its first ones. */
const LAB_PORTS = 20

/** Labs of this process: the next one's ports are none that a connection is kept to, which a client would take for one to it. */
let labs = 0

/**
 * Free ports of 127.0.0.1 for a lab of a test or a bench. Processes that run beside each other look in other blocks, so that
 * none takes what another has just found free; and one after the other finds what the last one's peers have not yet let go.
 */
export const labPorts = (count: number): Promise<number[]> => {
  const block = process.pid % BLOCKS
  const lab = (Math.floor(process.pid / BLOCKS) + labs++) % LABS
  return freePorts(count, FIRST + (block * LABS + lab) * LAB_PORTS, '127.0.0.1', new Set())
}

import { freePorts } from '@weir/orchestrator/runtime/ports'

/** Below what Linux gives to clients (ip_local_port_range): a port that was free is not some connection's a moment later. */
const FIRST = 20_000
const BLOCKS = 300
/** Room for the ports that a lab counts on from its first ones. */
const BLOCK_PORTS = 40
const STARTS = 16

/**
 * Free ports of 127.0.0.1 for a lab of a test or a bench. Processes that run beside each other look in other blocks, so that
 * none takes what another has just found free; and one after the other finds what the last one's peers have not yet let go.
 */
export const labPorts = (count: number): Promise<number[]> =>
  freePorts(
    count,
    FIRST + (process.pid % BLOCKS) * BLOCK_PORTS + Math.floor(Math.random() * STARTS),
    '127.0.0.1',
    new Set(),
  )

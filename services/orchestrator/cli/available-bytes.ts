// How much memory a lab may take of this machine now.
import { freemem } from 'node:os'
import { engineMachine } from '../runtime/docker/host.ts'
import type { RuntimeName } from '../runtime/runtime.ts'

/** What could be had, caches that would be given up included; below the limit of a container where this is one. */
export const availableBytes = async (runtime: RuntimeName, say: (line: string) => void): Promise<number> => {
  const here = (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem()
  if (runtime === 'process') return here
  // Elsewhere the engine has a machine of its own, which holds its memory already.
  const { memoryBytes } = await engineMachine({ say })
  return process.platform === 'linux' ? Math.min(here, memoryBytes || here) : memoryBytes || here
}

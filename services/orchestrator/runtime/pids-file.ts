// pids.json in the lab's folder: which processes an orchestrator has started, for whoever has to end them when it could not.
import { join } from 'node:path'
import type { ProcessIdentity } from './identity.ts'
import type { Lab } from './lab.ts'

export interface NamedProcess extends ProcessIdentity {
  /** The node's id, or prometheus. */
  readonly name: string
}

export const pidsFile = ({ folder }: Pick<Lab, 'folder'>): string => join(folder, 'pids.json')

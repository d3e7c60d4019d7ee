// What is measured: a server, in a process of its own, that hands what the source makes to viewers.
import type { Approach } from '../viewers.ts'

export interface Server {
  /** As in the table. */
  readonly name: string
  readonly pid: number
  readonly approach: Approach
  close(): Promise<void>
}

/** One that can't be had on this machine. */
export interface Missing {
  readonly name: string
  /** Why, and what would bring it. */
  readonly missing: string
}

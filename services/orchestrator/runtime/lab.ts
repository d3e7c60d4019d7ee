// One lab: a plan, and where and how it runs. `weir up` makes it and writes it to a lab.json below .weir/<topology>; the
// orchestrator (`weir serve <lab.json>`, on the host or in its container) reads it back and runs it.
import type { Plan } from '../topology/plan.ts'
import type { RuntimeName } from './runtime.ts'

export interface Lab {
  readonly plan: Plan
  readonly runtime: RuntimeName
  /** The orchestrator's alone: each node's own token is made of it (node-config.ts). Both are made anew for each lab. */
  readonly controlToken: string
  /** The console takes changes only from whoever shows this: the command line, and the page by the address that it prints. */
  readonly consoleToken: string
  /** Whom console and nodes let in besides the usual ones (services/doors). */
  readonly doors: {
    /** Names that they go by. */
    readonly hosts: readonly string[]
    /** Origins that the lab's own pages have from outside. */
    readonly own: readonly string[]
    /** Origins of pages that may watch: WEIR_ORIGINS. */
    readonly origins: readonly string[]
  }
  /** Address that console, edges, Prometheus and Grafana bind to: 127.0.0.1, or what WEIR_BIND says. */
  readonly bind: string
  /** WEIR_PUBLIC_URL: where a proxy has them. */
  readonly publicUrl?: string | null
  readonly ports: {
    readonly console: number
    /** By node id: the first edge has WEIR_EDGE_PORT, the next ones follow. */
    readonly edges: Readonly<Record<string, number>>
    /** The other nodes take free ports from here up; process runtime only. */
    readonly nodes: number
    readonly prometheus: number
    readonly grafana: number
  }
  /** Absolute path of .weir/<topology>. */
  readonly folder: string
}

/**
 * How a runtime looks from the host's command line: `weir up` starts the orchestrator through it and then waits for the
 * console's /api/state by itself. process-launcher.ts and docker/launcher.ts each export one.
 */
export interface Launcher {
  readonly name: RuntimeName
  /**
   * Starts the orchestrator for this lab, and whatever has to be there before it. Returns as soon as the console can be
   * asked. Aborted or failed, it leaves nothing and throws with one sentence.
   */
  start(lab: Lab, options: { readonly signal: AbortSignal; readonly say: (line: string) => void }): Promise<Launch>
  /** Ends all that `start` started, also when the orchestrator is gone already. Never throws for what is not there. */
  stop(lab: Lab, started: Started): Promise<void>
  /** Whether the orchestrator still runs. */
  alive(lab: Lab, started: Started): Promise<boolean>
  /** Writes a node's log (null: every node's, and the orchestrator's) to `write`; `follow` goes on until aborted. */
  logs(
    lab: Lab,
    node: string | null,
    options: { readonly follow: boolean; readonly lines: number; readonly signal: AbortSignal },
    write: (line: string) => void,
  ): Promise<void>
}

export interface Launch {
  readonly started: Started
  /** Called once the lab is ready: until then it may end with the command that started it, from then on it stays. */
  release(): void
}

/** What a launcher has to remember to find its lab again; kept in .weir/current.json. */
export interface Started {
  readonly pid?: number
  /** Tells the process from a later one with the same pid. */
  readonly startTime?: string
}

// One lab: a plan, and where and how it runs. `weir up` makes it of plan and settings, once, and writes it down: in
// current.json for the other verbs, which go by that and not by what the environment says later, and in a lab.json below
// .weir/<topology> for the orchestrator (`weir serve <lab.json>`, on the host or in its container), which runs it.
import type { Difference } from '../apply/difference.ts'
import type { Plan } from '../topology/plan.ts'
import type { RuntimeName } from './runtime-name.ts'
import type { Secrets } from './secrets.ts'

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
  /** IP address that console, edges, Prometheus and Grafana bind to: 127.0.0.1, or what WEIR_BIND says. */
  readonly bind: string
  /** The name that WEIR_BIND gave in place of an address. */
  readonly bindName?: string
  /** WEIR_PUBLIC_URL: where a proxy has them. */
  readonly publicUrl?: string | null
  readonly ports: {
    readonly console: number
    /** By node id: the first edge has WEIR_EDGE_PORT, the next ones follow. */
    readonly edges: Readonly<Record<string, number>>
    /** Those of edges that are no more, for when they come back. */
    readonly gone?: Readonly<Record<string, number>>
    /** The other nodes take free ports from here up; process runtime only. */
    readonly nodes: number
    readonly prometheus: number
    readonly grafana: number
  }
  /** Absolute path of .weir/<topology>. */
  readonly folder: string
  /** Set in the Docker runtime. */
  readonly docker?: DockerPlace
}

/** Where in Docker a lab is. */
export interface DockerPlace {
  /** Name of the Compose project. */
  readonly project: string
  /** Where its networks are cut from, as 10.213.0.0/16. */
  readonly subnet: string
  /** The engine's socket, as the orchestrator's container gets it. */
  readonly socket: string
  /** Variables by which the docker client finds that engine (docker/client.ts); null: those of today. */
  readonly client: Readonly<Record<string, string>> | null
}

/**
 * How a runtime looks from the host's command line: `weir up` starts the orchestrator through it and then waits for the
 * console's /api/state by itself. process-launcher.ts and docker/launcher.ts each export one.
 */
export interface Launcher {
  readonly name: RuntimeName
  /**
   * Starts the orchestrator for this lab, and whatever has to be there before it. Returns as soon as the console can be
   * asked, with what lets go of it: until that is called, the lab may end with the command that started it. Throws with one
   * sentence, and leaves it to `stop` to end what it had started by then.
   */
  start(lab: Lab, options: LaunchOptions): Promise<() => void>
  /**
   * Whether the lab can be made another (`check`, which changes nothing), what has to be there before the orchestrator is told
   * of it (`begin`), and what may go once it has taken it (`end`). `next` has been settled. Each throws with one sentence.
   */
  readonly change: {
    check(before: Lab, next: Lab, options: ChangeOptions): Promise<void>
    begin(before: Lab, next: Lab, difference: Difference, options: ChangeOptions): Promise<void>
    end(before: Lab, next: Lab, difference: Difference, options: ChangeOptions): Promise<void>
  }
  /**
   * Ends all that `start` started, also when the orchestrator is gone already. Never throws for what is not there; throws with
   * a sentence, and can be called again, for what would not end.
   */
  stop(lab: Lab, started: Started): Promise<void>
  /** What there is of the lab now. Throws with one sentence when that can't be known. */
  look(lab: Lab, started: Started): Promise<Presence>
  /** Writes a node's log (null: every node's, and the orchestrator's) to `write`; `follow` goes on until aborted. */
  logs(
    lab: Lab,
    node: string | null,
    options: { readonly follow: boolean; readonly lines: number; readonly signal: AbortSignal },
    write: (line: string) => void,
  ): Promise<void>
}

export interface ChangeOptions {
  /** What nodes take from the environment and no file has; an older lab's are with whoever runs it. */
  readonly secrets: Secrets
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

export interface LaunchOptions {
  /** What the topology's inputs write out, for nodes to take from the environment. */
  readonly secrets: Secrets
  readonly signal: AbortSignal
  readonly say: (line: string) => void
  /** Takes what `stop` has to know, as soon as there is something to end. */
  readonly record: (started: Started) => void
  /** How long all may take from then on, s. */
  readonly limitSeconds: number
}

export interface Presence {
  /** Whether the orchestrator still runs. */
  readonly alive: boolean
  /** When it does not: what is left of the lab, in words; empty for nothing. */
  readonly left: readonly string[]
}

/** What a launcher has to remember to find its lab again; kept in .weir/current.json. */
export interface Started {
  readonly pid?: number
  /** Tells the process from a later one with the same pid. */
  readonly startTime?: string
}

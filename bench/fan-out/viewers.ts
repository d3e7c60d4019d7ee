// The viewers' program (native/viewers.c), told what to do over its stdin. It ends with us: its stdin closes.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How its viewers come to a server on 127.0.0.1. */
export type Approach = WebSocketApproach | RtmpApproach

export interface WebSocketApproach {
  readonly port: number
  readonly path: string
  readonly protocol?: string
  /** Texts that each says once it is connected. */
  readonly say?: readonly string[]
}

export interface RtmpApproach {
  readonly port: number
  /** What follows the handshake. */
  readonly rtmp: Buffer
}

/** What all viewers got since the window was opened. */
export interface Counts {
  readonly seconds: number
  /** By the source, as far as any viewer saw; and the longest between two of them. */
  readonly sent: number
  readonly sourceGapMillis: number
  /** Viewers that were open all through the window. */
  readonly steady: number
  readonly chunks: number
  readonly bytes: number
  readonly missing: number
  readonly repeated: number
  /** Shorter than their mark says. */
  readonly torn: number
  /** Connections that the server ended. */
  readonly closed: number
  /** By how many chunks the last of the steady is behind the first. */
  readonly behind: number
}

export interface ViewersReport extends Counts {
  /** Of the viewers' program itself, since it began. */
  readonly cpuSeconds: number
  /** Of the server's process, since the window was opened; 0 where none was named. */
  readonly serverCpuSeconds: number
  /** Open now; on their way; open without a chunk yet. */
  readonly viewers: number
  readonly joining: number
  readonly waiting: number
  /** Connections that came to nothing; those that we ended. */
  readonly failed: number
  readonly left: number
  /** The largest gap of each steady viewer. */
  readonly gapsMillis: readonly number[]
  /** From connecting to the first chunk, of each that joined in the window. */
  readonly firstsMillis: readonly number[]
  /** From source to viewer, of one chunk in 61. */
  readonly delaysMillis: readonly number[]
}

export interface Viewers {
  /** `perSecond` 0: all at once. */
  join(count: number, perSecond: number): void
  /** Those that have been there longest. */
  leave(count: number): void
  stall(count: number): void
  readAgain(): void
  openWindow(): void
  report(): Promise<ViewersReport>
  close(): Promise<void>
}

const wordsOf = (approach: Approach): readonly string[] => {
  const port = ['--port', String(approach.port)]
  if ('rtmp' in approach) return [...port, '--rtmp', approach.rtmp.toString('hex')]
  const { path, protocol, say = [] } = approach
  return [
    ...port,
    '--path',
    path,
    ...(protocol ? ['--protocol', protocol] : []),
    ...say.flatMap((text) => ['--say', text]),
  ]
}

export interface ViewersOptions {
  /** Process whose CPU time is to be in the reports. */
  readonly serverPid?: number
  /** How much each reads at once; all that there is where it is left out. */
  readonly readBytes?: number
  /** Those that say something acknowledge as those do that only listen: native/viewer.c says why. */
  readonly evenAcks?: boolean
}

export const startViewers = (program: string, approach: Approach, options: ViewersOptions = {}): Viewers => {
  const words = [
    ...wordsOf(approach),
    ...(options.serverPid ? ['--server', String(options.serverPid)] : []),
    ...(options.evenAcks ? ['--even-acks'] : []),
    ...(options.readBytes ? ['--read', String(options.readBytes)] : []),
  ]
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const waiters: ((report: ViewersReport) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => waiters.shift()?.(JSON.parse(line)))
  child.stdin.on('error', () => undefined)
  const tell = (line: string) => child.stdin.write(`${line}\n`)
  return {
    join: (count, perSecond) => tell(`join ${count} ${perSecond}`),
    leave: (count) => tell(`leave ${count}`),
    stall: (count) => tell(`stall ${count}`),
    readAgain: () => tell('read'),
    openWindow: () => tell('window'),
    report: () => {
      const report = new Promise<ViewersReport>((resolve) => waiters.push(resolve))
      tell('report')
      const ended = gone.then(() => Promise.reject<never>(new Error("the viewers' program ended by itself")))
      return Promise.race([report, ended])
    },
    close: () => {
      child.stdin.end()
      return gone
    },
  }
}

// What a part of the bench is: something measured, with a table and a verdict.
import type { SettingTable } from '@weir/settings'
import type { Program } from './compile.ts'
import type { Source } from './servers/source.ts'

export interface Bench {
  readonly programs: Readonly<Record<Program, string>>
  readonly source: Source
  readonly env: NodeJS.ProcessEnv
  say(line: string): void
}

export interface Result {
  /** Markdown. */
  readonly table: string
  /** For the JSON. */
  readonly figures: object
  /** What is not as it has to be, in words. */
  readonly missed: readonly string[]
}

export interface Part {
  /** The variables that it reads: all are looked at before the first part begins. */
  readonly settings: SettingTable
  readonly run: (bench: Bench) => Promise<Result>
}

export const pass = (seconds: number): Promise<void> => new Promise((wake) => setTimeout(wake, seconds * 1000))

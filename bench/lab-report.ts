// Where a bench leaves its figures: OUT, or a file in .weir/ that is named for it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'

/** Adds when and on what it was measured. Says on stderr where it is. */
export const writeReport = (bench: string, figures: object): void => {
  const path = process.env.OUT || `.weir/${bench}.json`
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ bench, at: new Date().toISOString(), machine, ...figures }, null, 1)}\n`)
  console.error(`every figure is in ${path}`)
}

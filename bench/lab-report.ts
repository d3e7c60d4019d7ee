// Where a bench leaves its figures: OUT, or a file in .weir/ that is named for it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { readAll } from '@weir/settings'
import { words } from './settings.ts'

/** Adds when and on what it was measured. Says on stderr where it is. */
export const writeReport = (bench: string, figures: object): void => {
  const { path } = readAll({ path: words('OUT', `.weir/${bench}.json`) }, process.env)
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify({ bench, at: new Date().toISOString(), machine, ...figures }, null, 1)}\n`)
  console.error(`every figure is in ${path}`)
}

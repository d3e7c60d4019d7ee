// Finds programs on the PATH.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Settings } from '@weir/settings'

/** Absolute path, or null. A name with a slash is a path already. */
export const findProgram = (name: string, path = process.env.PATH ?? ''): string | null =>
  (name.includes('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return statSync(file).isFile()
    } catch {
      return false
    }
  }) ?? null

/** The Prometheus to run; null when none is wanted or there is none. */
export const findPrometheus = ({ prometheus }: Pick<Settings, 'prometheus'>): string | null =>
  prometheus === null ? null : findProgram(prometheus)

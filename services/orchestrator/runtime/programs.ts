// Finds programs on the PATH.
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Absolute path, or null. A name with a slash is a path already. */
export const findProgram = (name: string, path: string): string | null =>
  (name.includes('/') ? [name] : path.split(delimiter).map((folder) => join(folder, name))).find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return statSync(file).isFile()
    } catch {
      return false
    }
  }) ?? null

/** WEIR_PROMETHEUS names another one than the PATH has; empty means none. */
export const prometheusProgram = (env: Readonly<Record<string, string | undefined>>): string | null =>
  env.WEIR_PROMETHEUS === '' ? null : findProgram(env.WEIR_PROMETHEUS ?? 'prometheus', env.PATH ?? '')

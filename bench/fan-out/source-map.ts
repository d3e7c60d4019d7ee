import { existsSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapping } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Place } from './self-time.ts'

/** Says where in the sources a place of the built file `path` comes from. */
export const openSourceMap = (path: string): Place => {
  const built = pathToFileURL(path).href
  const file = `${path}.map`
  const map = existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined
  return (url, line, column) => {
    if (url !== built || !map) return undefined
    // Empty where nothing of the sources is.
    const { originalSource, originalLine } = map.findEntry(line, column) as Partial<SourceMapping>
    if (originalSource === undefined || originalLine === undefined) return undefined
    return `${relative('.', resolve(dirname(path), originalSource))}:${originalLine + 1}`
  }
}

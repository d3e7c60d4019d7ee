// The files of this repository that are source, as opposed to packages and what was built.
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Where sources stand. */
export const FOLDERS = ['services', 'grafana', 'bench', 'tests', 'tools']

/** Of what Node, a bundler or a browser would run. */
export const SOURCE_ENDINGS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx']

/** `link.test.ts`, `player-tests.ts`, and all in a folder `tests` of a workspace. */
export const isTestCode = (/** @type {string} */ file) => /[.-]tests?\.[cm]?[jt]sx?$|\/tests\//.test(file)

/** Paths from the root, sorted, of the files below `folders` whose names end in one of `endings`. */
export const filesBelow = (/** @type {readonly string[]} */ folders, /** @type {string[]} */ ...endings) =>
  folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.includes('node_modules'))
    .sort()

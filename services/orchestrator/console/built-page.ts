import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of the console's page: `console` in the dist that the running script, a file: URL, was built into. Throws
 * when it is not there.
 */
export const builtPage = (script: string): string => {
  const folder = fileURLToPath(script.replace(/(.*\/dist)\/.*/, '$1/console'))
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`no page of the console in ${folder}, expected \`node tools/build.mjs\` to have been run`)
  return folder
}

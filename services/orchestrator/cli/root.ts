// Where this checkout is: the folder that has dist/, topology.yaml and .weir/. Found from the program's own path, since
// `npx weir` may be called in any folder of it.
import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const findRoot = (program: string): string => {
  for (let folder = dirname(realpathSync(program)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder
    // A container has no lock file, but is laid out alike: dist/services/orchestrator/cli/main.js.
    if (folder === dirname(folder)) return join(dirname(realpathSync(program)), '../../../..')
  }
}

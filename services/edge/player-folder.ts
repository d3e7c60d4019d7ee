import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readSetting } from '@weir/settings'

/** This folder and all above it. */
const upwards = (folder: string): string[] => {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...upwards(above)]
}

/**
 * The folder with the built player: WEIR_PLAYER_DIR, else `player` in the nearest `dist` at or above the running script,
 * else below the working directory. Throws with where it looked.
 */
export const findPlayerFolder = (env = process.env, script = process.argv[1] ?? '.', cwd = process.cwd()): string => {
  const named = readSetting('playerFolder', env)
  const candidates = named
    ? [resolve(named)]
    : [...upwards(dirname(resolve(script))), cwd].flatMap((folder) => [
        ...(folder.endsWith('dist') ? [join(folder, 'player')] : []),
        join(folder, 'dist/player'),
      ])
  const found = candidates.find((folder) => existsSync(join(folder, 'player.js')))
  if (!found) {
    throw new Error(
      `no built player: looked for player.js in ${candidates.join(', ')}. Run "node tools/build.mjs", or set WEIR_PLAYER_DIR`,
    )
  }
  return found
}

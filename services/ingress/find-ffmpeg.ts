import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { readSetting } from '@weir/settings'
import type { FfmpegBinary } from './ffmpeg.ts'
import { SourceError } from './source/plan.ts'

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (name: string, env: NodeJS.ProcessEnv): string | undefined =>
  (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)

/** The static build that npm brings where it has one for this platform. */
const installed = async (): Promise<string | undefined> => {
  try {
    const { default: installer } = (await import('@ffmpeg-installer/ffmpeg')) as { default: { path: string } }
    return isExecutable(installer.path) ? installer.path : undefined
  } catch {
    return undefined
  }
}

/** WEIR_FFMPEG, else ffmpeg on the PATH, else the npm package @ffmpeg-installer/ffmpeg. Throws SourceError. */
export const findFfmpeg = async (env: NodeJS.ProcessEnv = process.env): Promise<FfmpegBinary> => {
  const named = readSetting('ffmpeg', env)
  if (named && !isExecutable(named)) {
    throw new SourceError(`WEIR_FFMPEG names "${named}", which is not a file that can be run`)
  }
  const path = named ?? onPath('ffmpeg', env) ?? (await installed())
  if (!path) {
    throw new SourceError(
      'no ffmpeg: install it (apt-get install ffmpeg), or set WEIR_FFMPEG to its path, or npm install with optional dependencies',
    )
  }
  const setpriv = process.platform === 'linux' ? onPath('setpriv', env) : undefined
  return setpriv ? { path, setpriv } : { path }
}

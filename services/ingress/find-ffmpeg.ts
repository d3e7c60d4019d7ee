import { readSetting } from '@weir/settings'
import which from 'which'
import type { FfmpegBinary } from './ffmpeg.ts'
import { SourceError } from './source/plan.ts'

/** The static build that npm brings where it has one for this platform. */
const installed = async (): Promise<string | null> => {
  try {
    const { default: installer } = (await import('@ffmpeg-installer/ffmpeg')) as { default: { path: string } }
    return which.sync(installer.path, { nothrow: true })
  } catch {
    return null
  }
}

/** WEIR_FFMPEG, else ffmpeg on the PATH, else the npm package @ffmpeg-installer/ffmpeg. Throws SourceError. */
export const findFfmpeg = async (env: NodeJS.ProcessEnv = process.env): Promise<FfmpegBinary> => {
  const find = (name: string) => which.sync(name, { nothrow: true, path: env.PATH ?? '' })
  const named = readSetting('ffmpeg', env)
  const path = named === null ? (find('ffmpeg') ?? (await installed())) : find(named)
  if (path === null) {
    throw new SourceError(
      named === null
        ? 'no ffmpeg: install it (apt-get install ffmpeg), or set WEIR_FFMPEG to its path, or npm install with optional dependencies'
        : `WEIR_FFMPEG names "${named}", which is not a file that can be run`,
    )
  }
  const setpriv = process.platform === 'linux' ? find('setpriv') : null
  return setpriv === null ? { path } : { path, setpriv }
}

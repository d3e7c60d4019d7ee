import { access, constants, stat } from 'node:fs/promises'
import type { StreamConfig } from '@weir/relay/config'
import { isEncrypted } from './encrypted.ts'
import { MOST_READ_BYTES, type ReadFilm, readFilm } from './film-times.ts'
import { firstFrames, soundLaterSeconds } from './first-frames.ts'
import { pacedInput } from './paced-input.ts'
import { SourceError, type SourcePlan } from './plan.ts'
import { askFfmpeg, parseProbe } from './probe.ts'
import { filmTurns, ownLoop } from './turns.ts'

/** Where an MP4 has its index: written last by what records, so that a recording that did not end has none. */
const NO_INDEX = 'moov atom not found'

/** What is to be said of ffmpeg's fault, without the file's name, which the sentence has. */
const faultOf = (fault: string, from: string): string =>
  fault === NO_INDEX
    ? `${NO_INDEX}, so that it is no MP4, or one whose recording or copy was not finished`
    : fault.replace(`${from}: `, '')

const checkFile = async (path: string): Promise<void> => {
  const entry = await stat(path).catch(() => undefined)
  if (!entry) throw new SourceError(`source file "${path}" is not there`)
  if (!entry.isFile()) throw new SourceError(`source file "${path}" is not a file`)
  if (entry.size === 0) throw new SourceError(`source file "${path}" is empty`)
  await access(path, constants.R_OK).catch(() => {
    throw new SourceError(`source file "${path}" may not be read by this user`)
  })
}

/** Of a large film its beginning tells the rate. */
const LOOK_SECONDS = 10
const READ_MILLIS = 15_000

const readTimes = async (ffmpegPath: string, path: string, sound: boolean): Promise<ReadFilm> => {
  const large = (await stat(path)).size > MOST_READ_BYTES
  const firstSeconds = large ? LOOK_SECONDS : undefined
  return readFilm(ffmpegPath, `file:${path}`, { options: [], sound, firstSeconds, patienceMillis: READ_MILLIS })
}

/** A file, over and over. Throws SourceError when it isn't there, can't be read, or has no picture that can be decoded. */
export const fileSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
  const path = config.input
  if (!path) throw new SourceError('source "file" needs an input: the path of the file')
  await checkFile(path)
  const from = `file:${path}`
  const said = await askFfmpeg(ffmpegPath, ['-i', from])
  const told = parseProbe(said)
  if (told.fault) {
    throw new SourceError(`source file "${path}" is nothing that ffmpeg can play: ${faultOf(told.fault, from)}`)
  }
  if (await isEncrypted(path)) {
    throw new SourceError(`source file "${path}" is encrypted (DRM), so that its picture cannot be decoded`)
  }
  const description = `file "${path}"`
  const input = { description, from, options: ownLoop(said), hold: true, keepStart: false, mayStand: true }
  const sounding = pacedInput(input, config, told).audio !== undefined
  const [first, { times, cadence, pictures }] = await Promise.all([
    firstFrames(ffmpegPath, from, { sound: sounding, options: [] }),
    readTimes(ffmpegPath, path, told.audio),
  ])
  if (first.pictureSeconds === undefined) {
    throw new SourceError(
      `source file "${path}" has no picture that ffmpeg can decode: ${first.fault ?? 'none came out of it'}`,
    )
  }
  // A film of one picture, in whatever it is kept; and what has the form of a still may be many behind each other.
  const probe = { ...told, still: pictures > 0 ? pictures === 1 && !sounding : told.still }
  const known = { ...input, soundLaterSeconds: sounding ? soundLaterSeconds(first) : undefined, times, cadence }
  const plan = pacedInput(known, config, probe)
  const pictureSeconds = 1 / plan.frameRate
  const turns = await filmTurns({ ffmpegPath, path, said, times }, sounding ? { first, pictureSeconds } : undefined)
  return turns ? pacedInput({ ...known, options: ['-f', 'concat', '-safe', '0'], ...turns }, config, probe) : plan
}

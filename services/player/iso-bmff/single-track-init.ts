// Cuts the init segment of one track out of one for several tracks (ISO/IEC 14496-12, 8.2, 8.3, 8.8.3): the page knows a
// stream by the init segment of all its tracks, and a SourceBuffer for one of them takes no more than that one. Pure.
import type { StreamDescription } from '@weir/wire'
import { concat } from '../concat.ts'
import { type Box, boxesIn, findBox } from './boxes.ts'

const HANDLERS = { video: 'vide', audio: 'soun' } as const
/** FullBox version and flags, `pre_defined`. */
const HANDLER_TYPE_AT = 8
/** FullBox version and flags. */
const EXTENDED_TRACK_AT = 4

const uint32At = (bytes: Uint8Array, at: number): number | undefined =>
  at >= 0 && at + 4 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(at) : undefined

const box = (type: string, ...content: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const header = Uint8Array.from([0, 0, 0, 0, ...[...type].map((letter) => letter.charCodeAt(0))])
  const whole = concat([header, ...content])
  new DataView(whole.buffer).setUint32(0, whole.length)
  return whole
}

const isOfKind = (trak: Box, kind: keyof typeof HANDLERS): boolean => {
  const handler = findBox(trak.body, 'mdia', 'hdlr')?.subarray(HANDLER_TYPE_AT, HANDLER_TYPE_AT + 4)
  return handler !== undefined && String.fromCharCode(...handler) === HANDLERS[kind]
}

/** Its times are 32 bits wide in version 0, 64 in version 1. */
const trackIdOf = (trak: Box): number | undefined => {
  const header = findBox(trak.body, 'tkhd')
  return header && uint32At(header, header[0] === 1 ? 20 : 12)
}

/** `next_track_ID` is its last field. */
const movieHeader = (header: Box, trackId: number): Uint8Array => {
  const made = Uint8Array.from(header.whole)
  if (made.length >= 12) new DataView(made.buffer).setUint32(made.length - 4, trackId + 1)
  return made
}

const extendsOnly = (mvex: Box, trackId: number): Uint8Array =>
  box(
    'mvex',
    ...[...boxesIn(mvex.body)]
      .filter(({ type, body }) => type !== 'trex' || uint32At(body, EXTENDED_TRACK_AT) === trackId)
      .map(({ whole }) => whole),
  )

/** Undefined unless there is exactly one track of this kind. */
export const singleTrackInit = (init: Uint8Array, kind: 'video' | 'audio'): Uint8Array | undefined => {
  const movie = findBox(init, 'moov')
  if (!movie) return undefined
  const parts = [...boxesIn(movie)]
  const [wanted, another] = parts.filter((part) => part.type === 'trak' && isOfKind(part, kind))
  const trackId = wanted && trackIdOf(wanted)
  if (trackId === undefined || another) return undefined
  const kept = parts
    .filter((part) => part.type !== 'trak' || part === wanted)
    .map((part) =>
      part.type === 'mvhd'
        ? movieHeader(part, trackId)
        : part.type === 'mvex'
          ? extendsOnly(part, trackId)
          : part.whole,
    )
  return concat([...boxesIn(init)].map(({ type, whole }) => (type === 'moov' ? box('moov', ...kept) : whole)))
}

/** Nothing of what is no base64: nobody needs these ahead of their time so much that a page should fail for them. */
const bytesOf = (base64: string): Uint8Array => {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return new Uint8Array(0)
  }
}

/** The init segment of each track by the track's name, as far as they can be told apart. */
export const initsOf = (stream: StreamDescription | undefined): Map<string, Uint8Array> => {
  const all = bytesOf(stream?.init ?? '')
  const pairs = (stream?.tracks ?? []).flatMap(({ name, kind }) => {
    const init = singleTrackInit(all, kind)
    return init ? [[name, init] as const] : []
  })
  return new Map(pairs)
}

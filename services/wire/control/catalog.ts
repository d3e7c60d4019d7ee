import { MAX_CATALOG_NODES, MAX_CATALOG_STREAMS } from '../limits.ts'
import {
  checkUnique,
  type Fields,
  readChoice,
  readCount,
  readList,
  readName,
  readObject,
  readOptional,
  readPositive,
  readText,
} from './fields.ts'
import { type NodeName, readNodeName } from './hello.ts'

/**
 * Where the wall clock stands in the picture, so that a player can read it back from the pixels: one row of square cells
 * on a black ground. `../picture-clock.ts` defines what the cells say and decodes them: 24 bits of ms, then 8 of CRC.
 * A reader samples the centre of each cell and takes half of full luma as the border between black and white.
 */
export interface PictureClock {
  /** Left edge and top edge of the first cell, in pixels of the coded picture. */
  readonly x: number
  readonly y: number
  /** Width and height of a cell, in pixels. */
  readonly cell: number
  /** Cells in the row, 32; least significant bit first: white is 1, black is 0. */
  readonly bits: number
  /** Of those cells, how many at the end are check bits, 8. */
  readonly checkBits: number
}

/** One track of a stream, as its ingress describes it. */
export interface TrackDescription {
  /** Names the track in the frames of this connection. */
  readonly id: number
  /** Unique within the stream: `video`, `audio`. */
  readonly name: string
  readonly kind: 'video' | 'audio'
  /** RFC 6381 codec string, as in `avc1.42c01e`. */
  readonly codec: string
  /** Epoch of the newest init segment that this parent holds. */
  readonly epoch: number
  /** Average bit rate that the encoder aims at, bit/s. */
  readonly bitrate?: number
  readonly width?: number
  readonly height?: number
  readonly frameRate?: number
  readonly sampleRate?: number
  readonly channels?: number
  readonly clock?: PictureClock
}

/** One stream and its tracks. */
export interface StreamDescription {
  readonly name: string
  /** Media type of all tracks in one buffer, as MediaSource.isTypeSupported takes it. */
  readonly mime: string
  /** Init segment of all tracks together, base64: for a reader that puts them into one buffer. */
  readonly init: string
  readonly tracks: readonly TrackDescription[]
}

/** What the parent has to offer. Sent after its hello, and again, whole, whenever anything in it changes. */
export interface Catalog {
  readonly type: 'catalog'
  readonly streams: readonly StreamDescription[]
  /** Every node that stands in a trail which comes this way, the parent included. */
  readonly nodes: readonly NodeName[]
}

const MAX_TRACKS = 16
const MAX_INIT_CHARACTERS = 64 * 1024

/** Leaves out the fields that are undefined, so that an optional field is absent rather than undefined. */
const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never

const readClock = (where: string, value: unknown): PictureClock => {
  const fields = readObject(where, value)
  const bits = readCount(`${where}.bits`, fields.bits, 128)
  return {
    x: readCount(`${where}.x`, fields.x, 0xffff),
    y: readCount(`${where}.y`, fields.y, 0xffff),
    cell: readCount(`${where}.cell`, fields.cell, 256),
    bits,
    checkBits: readCount(`${where}.checkBits`, fields.checkBits, bits),
  }
}

const readTrack = (where: string, value: unknown): TrackDescription => {
  const fields = readObject(where, value)
  const optionalPositive = (name: string) => readOptional(`${where}.${name}`, fields[name], readPositive)
  return {
    id: readCount(`${where}.id`, fields.id, 0xffff_ffff),
    name: readName(`${where}.name`, fields.name),
    kind: readChoice(`${where}.kind`, fields.kind, ['video', 'audio']),
    codec: readName(`${where}.codec`, fields.codec),
    epoch: readCount(`${where}.epoch`, fields.epoch),
    ...present({
      bitrate: optionalPositive('bitrate'),
      width: optionalPositive('width'),
      height: optionalPositive('height'),
      frameRate: optionalPositive('frameRate'),
      sampleRate: optionalPositive('sampleRate'),
      channels: optionalPositive('channels'),
      clock: readOptional(`${where}.clock`, fields.clock, readClock),
    }),
  }
}

const readStream = (where: string, value: unknown): StreamDescription => {
  const fields = readObject(where, value)
  const tracks = readList(`${where}.tracks`, fields.tracks, MAX_TRACKS, readTrack)
  checkUnique(`${where}.tracks[].name`, tracks, (track) => track.name)
  return {
    name: readName(`${where}.name`, fields.name),
    mime: readText(`${where}.mime`, fields.mime, 200),
    init: readText(`${where}.init`, fields.init, MAX_INIT_CHARACTERS),
    tracks,
  }
}

export const readCatalog = (fields: Fields): Catalog => {
  const streams = readList('catalog.streams', fields.streams, MAX_CATALOG_STREAMS, readStream)
  const nodes = readList('catalog.nodes', fields.nodes, MAX_CATALOG_NODES, readNodeName)
  const tracks = streams.flatMap((stream) => stream.tracks)
  checkUnique('catalog.streams[].name', streams, (stream) => stream.name)
  checkUnique('catalog.streams[].tracks[].id', tracks, (track) => track.id)
  checkUnique('catalog.nodes[].index', nodes, (node) => node.index)
  return { type: 'catalog', streams, nodes }
}

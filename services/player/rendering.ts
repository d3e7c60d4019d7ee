// The renderer that there is just now, or none: built when media for it comes, or ahead of it; fed; dropped when it has
// died or was built for other tracks. Owns it, and the newest init segment of each track, for the next that is built.
import type { Frame, StreamDescription, TrackDescription } from '@weir/wire'
import { initsOf } from './iso-bmff/single-track-init.ts'
import type { Receipt } from './measure/chunk-log.ts'
import type { Renderer } from './renderer.ts'

export interface RenderingOptions {
  /** What the page said of the stream: its init segments are those of the tracks until newer ones come. */
  readonly expected: StreamDescription | undefined
  /** What a renderer that is built now is built for. */
  readonly wanted: () => readonly TrackDescription[]
  /** Why the browser can't play these, in a sentence; undefined when it can. */
  readonly whyNot: (tracks: readonly TrackDescription[]) => string | undefined
  readonly make: (tracks: readonly TrackDescription[]) => Renderer
  /** Media came, and `whyNot` said why it can't be played. */
  readonly onRefused: (reason: string) => void
}

const groupOf = ({ epoch, group }: Frame): string => `${epoch} ${group}`
/** Names and kinds of the tracks that a renderer is built for. */
const lineUp = (tracks: readonly TrackDescription[]): string => tracks.map(({ kind, name }) => `${kind} ${name}`).join()

export const createRendering = ({ expected, wanted, whyNot, make, onRefused }: RenderingOptions) => {
  const inits = initsOf(expected)
  let current: Renderer | undefined
  let builtFor = ''
  let builtMillis = 0
  let chunkMillis = 0
  /** Of the picture: the newest chunk, when it came, and the group that the renderer began with. */
  let picture: { frame: Frame; atMillis: number } | undefined
  let firstGroup = ''
  let builds = 0
  let epoch = 0

  /** None without tracks that are wanted and can be played; `refuse` is told why they can't. */
  const build = (refuse: (reason: string) => void): Renderer | undefined => {
    const tracks = wanted()
    if (tracks.length === 0) return undefined
    const reason = whyNot(tracks)
    if (reason) {
      refuse(reason)
      return undefined
    }
    builtMillis = performance.now()
    builtFor = lineUp(tracks)
    builds += 1
    const made = make(tracks)
    for (const track of tracks) {
      const init = inits.get(track.name)
      if (init) made.init(track, init)
    }
    return made
  }
  const drop = (): void => {
    current?.close()
    current = undefined
    picture = undefined
  }

  return {
    /** Sets a decoder up for what will come. Whether it can be played is judged, aloud, when it comes. */
    prepare: (): void => {
      current = build(() => undefined)
    },
    init: (track: TrackDescription, segment: Uint8Array): void => {
      inits.set(track.name, segment)
      current?.init(track, segment)
    },
    /** `jump`: chunks are missing before this one. */
    chunk: (track: TrackDescription, frame: Frame, jump: boolean, received: Receipt): void => {
      const now = performance.now()
      epoch = frame.epoch
      current ??= build(onRefused)
      // One that was built ahead of its media is judged from its first chunk on.
      if (chunkMillis < builtMillis) builtMillis = now
      chunkMillis = now
      if (track.kind === 'video') {
        if (!picture) firstGroup = groupOf(frame)
        picture = { frame, atMillis: now }
      }
      current?.chunk(track, frame, jump, received)
    },
    /** The stream is another: drops what was built for other tracks than are wanted. */
    refit: (): void => {
      if (current && lineUp(wanted()) !== builtFor) drop()
    },
    drop,
    get current() {
      return current
    },
    /** Of the newest chunk. */
    get epoch() {
      return epoch
    },
    /** Renderers built after the first. */
    get rebuilds() {
      return Math.max(0, builds - 1)
    },
    /** The newest chunk of the picture that came for this renderer, and when. */
    get picture() {
      return picture
    },
    /** When the newest chunk came, of whatever track, on the page's timeline, ms. */
    get chunkMillis() {
      return chunkMillis
    },
    /** How long ago the renderer was built, and the newest chunk of its picture came, s. */
    ages: (nowMillis: number) => ({
      ageSeconds: (nowMillis - builtMillis) / 1000,
      silentSeconds: (nowMillis - (picture?.atMillis ?? chunkMillis)) / 1000,
      newerGroup: picture !== undefined && groupOf(picture.frame) !== firstGroup,
    }),
  }
}
export type Rendering = ReturnType<typeof createRendering>

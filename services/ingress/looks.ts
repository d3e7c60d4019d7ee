// Looks at the source itself once or twice a second, before its pictures are brought to a constant rate and have a clock drawn
// into them: whether they still change. ffmpeg sends a check sum of a small copy of the picture, as a line of text. Takes
// those lines; tells since when the picture has been the same.

/** A source that shows the same picture for so long is not well, though frames keep coming. Stills and films excepted. */
export const SAME_PICTURE_SECONDS = 8

/** Small, so that it costs nothing; large enough for the pointer of a mouse to show. */
const SIZE = '160:90'
/** No whole part of a second: of a film of one second that is played over and over, it would always see the same picture. */
const EVERY_SECONDS = 0.618

/**
 * ffmpeg's options for that output. Its time is the wall clock's, since 1970: far ahead of all other outputs, so that ffmpeg
 * never reads on for the sake of this one.
 */
export const looksOptions = (stream: string): string[] => [
  ...['-map', stream, '-filter:v'],
  [
    'settb=AVTB,setpts=RTCTIME',
    `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${EVERY_SECONDS})'`,
    `scale=${SIZE},format=gray`,
  ].join(','),
  ...['-c:v', 'rawvideo', '-f', 'framecrc', '-flush_packets', '1'],
]

export interface Looks {
  /** The lines' bytes as they come. */
  take(bytes: Uint8Array): void
  /** For how long the picture has been the same, s; 0 before there was one. */
  sameSeconds(): number
}

/** Longer than any of its lines. */
const MOST_CHARACTERS = 1000

/** `nowSeconds` is any steady clock. */
export const createLooks = (nowSeconds: () => number): Looks => {
  let line = ''
  let sum: string | undefined
  let sinceSeconds = 0
  return {
    take(bytes) {
      const lines = (line + Buffer.from(bytes).toString('latin1')).split('\n')
      line = (lines.pop() ?? '').slice(-MOST_CHARACTERS)
      for (const [, found] of lines.flatMap((whole) => [...whole.matchAll(/^0, .* (0x[0-9a-f]{8})/g)])) {
        if (found === sum) continue
        sum = found
        sinceSeconds = nowSeconds()
      }
    },
    sameSeconds: () => (sum === undefined ? 0 : nowSeconds() - sinceSeconds),
  }
}

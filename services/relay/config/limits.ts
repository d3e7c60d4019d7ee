// The limits of what a node takes, once: the node's own schema checks by them, and so does the topology file's, which says
// them in words.

export interface Limits {
  readonly least: number
  readonly most: number
}

export const STREAM_LIMITS = {
  width: { least: 16, most: 7680 },
  height: { least: 16, most: 4320 },
  frameRate: { least: 1, most: 240 },
  gopSeconds: { least: 0.1, most: 30 },
  /** bit/s. Half a second's worth has to fit 31 bits. */
  videoBitrate: { least: 10_000, most: 1_000_000_000 },
  /** bit/s. AAC-LC in stereo at 48 kHz: what its encoder can still make sound of, and the most that the format has. */
  audioBitrate: { least: 8_000, most: 512_000 },
} as const satisfies Readonly<Record<string, Limits>>

export const IMPAIR_LIMITS = {
  delaySeconds: { least: 0, most: 60 },
  rateBitsPerSecond: { least: 1, most: 1e12 },
} as const satisfies Readonly<Record<string, Limits>>

/** Bytes that may wait for one child. */
export const MAX_BYTES_LIMITS = { least: 1, most: 10_000_000_000 } as const satisfies Limits

/** H.264 halves the colour's resolution both ways. */
export const isEven = (pixels: number): boolean => pixels % 2 === 0

/**
 * One impairment: of a piece of `bytes` bytes that comes to it at `atSeconds`, it says when the piece leaves. Pure apart
 * from what it remembers of the pieces before; it holds no bytes and no timer.
 */
export type Stage = (atSeconds: number, bytes: number) => number

/** What one TCP segment carries over Ethernet: 1500 − 20 (IP) − 20 (TCP) − 12 (timestamps, RFC 7323) bytes. */
export const SEGMENT_BYTES = 1448

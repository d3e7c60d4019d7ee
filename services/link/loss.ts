// Loss as a TCP connection shows it: nothing is missing in the end, but what was lost comes a retransmission later, and
// all that follows waits for it (head-of-line blocking), then comes at once.
//
// - Every segment (1448 bytes, or the rest of a write) is lost with probability p, independently.
// - When three segments follow it within a round trip, the sender sees three duplicate acknowledgements and repeats it
//   at once (fast retransmit, RFC 5681 section 3.2): it comes one round trip late. What will follow is not known yet, so
//   what came in the round trip before, and the rest of the same write, stand for it.
// - Else the retransmission timer has to run out (RFC 6298): one round trip plus 200 ms, which is Linux's least
//   (TCP_RTO_MIN; the RFC's is 1 s). Tail loss probes (RFC 8985) would shorten that to about two round trips where the
//   receiver acknowledges at once; they are left out, so that the figures err on the bad side.
// - A retransmission is lost with probability p like any segment; then the timer runs, twice as long each time, at most
//   120 s, and 15 times (Linux's tcp_retries2).
// - A connection that loses also slows down: `lossRateBitsPerSecond` is what it settles at, and the rate stage keeps to
//   it.
import type { Random } from '@weir/figures'
import { SEGMENT_BYTES, type Stage } from './stage.ts'

const DUPLICATE_ACKS = 3
const MIN_TIMEOUT_SECONDS = 0.2
const MAX_TIMEOUT_SECONDS = 120
const MAX_RETRANSMISSIONS = 15

export interface LossOptions {
  /** 0 to 1. */
  readonly probability: number
  readonly rttAt: (atSeconds: number) => number
  readonly random: Random
  /** A segment was lost, and comes that much later. */
  readonly onStall: (seconds: number) => void
}

/**
 * Sustained throughput of a TCP connection (Mathis, Semke, Mahdavi and Ott 1997, "The macroscopic behavior of the TCP
 * congestion avoidance algorithm", equation 3, with an acknowledgement for each segment): MSS / RTT · √(3/2) / √p.
 */
export const lossRateBitsPerSecond = (probability: number, rttSeconds: number): number =>
  probability > 0 ? ((SEGMENT_BYTES * 8) / rttSeconds) * Math.sqrt(3 / 2 / probability) : Number.POSITIVE_INFINITY

/** Seconds that a lost segment comes late. */
export const stallSeconds = (rttSeconds: number, followers: number, probability: number, random: Random): number => {
  const timeout = rttSeconds + MIN_TIMEOUT_SECONDS
  let stall = followers >= DUPLICATE_ACKS ? rttSeconds : timeout
  let next = followers >= DUPLICATE_ACKS ? timeout : 2 * timeout
  for (let sent = 1; sent < MAX_RETRANSMISSIONS && random() < probability; sent++) {
    stall += Math.min(next, MAX_TIMEOUT_SECONDS)
    next *= 2
  }
  return stall
}

export const createLoss = ({ probability, rttAt, random, onStall }: LossOptions): Stage => {
  let blockedUntil = 0
  /** When the newest segments entered; more than three are never asked for. */
  let recent: number[] = []
  return (atSeconds, bytes) => {
    const segments = Math.ceil(bytes / SEGMENT_BYTES)
    const rtt = rttAt(atSeconds)
    const before = recent.filter((at) => at > atSeconds - rtt).length
    let leaves = atSeconds
    for (let index = 0; index < segments; index++) {
      if (random() >= probability) continue
      const stall = stallSeconds(rtt, before + segments - 1 - index, probability, random)
      onStall(stall)
      leaves = Math.max(leaves, atSeconds + stall)
    }
    recent = [...recent, ...new Array<number>(Math.min(segments, DUPLICATE_ACKS)).fill(atSeconds)].slice(
      -DUPLICATE_ACKS,
    )
    blockedUntil = Math.max(blockedUntil, leaves)
    return blockedUntil
  }
}

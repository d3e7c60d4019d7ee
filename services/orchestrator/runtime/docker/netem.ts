// Impairments in the words of tc-netem(8), for links that the kernel emulates. Pure.
import type { Impair } from '@weir/relay/config'

/** Packets that may wait in the emulated link: enough for 1 s at 1 Gbit/s, since too few would be loss of its own. */
const LIMIT_PACKETS = 100_000
/**
 * The rate of a link that has none: 0.4 µs for a full packet. netem sends what is due first first, so that jitter and a
 * shorter delay reorder; only under a rate does a packet wait for the one before it (`last` in netem_enqueue, Linux 3.3
 * and later). A child qdisc, which tc-netem(8) advises, gets the packets when they are in the wrong order already. And a
 * rate that is not said stays as it was. The most that fits the 32 bits of bytes a second that every tc and kernel have.
 */
const NO_RATE_BITS_PER_SECOND = 32e9

/**
 * Arguments of tc that make an interface do this to what leaves through it. What is on its way stays: nothing is lost by
 * a change, it arrives in order, when it was due. Throws on what netem can't.
 */
export const netemArguments = (device: string, impair: Impair): readonly string[] => {
  if (impair.trace) throw new Error('netem replays no traces; expected emulation: user for this link')
  const words: string[] = []
  const { delaySeconds = 0, jitterSeconds = 0, rateBitsPerSecond, loss } = impair
  if (delaySeconds > 0 || jitterSeconds > 0) words.push('delay', micros(delaySeconds))
  if (jitterSeconds > 0) words.push(micros(jitterSeconds))
  if (loss) words.push('loss', `${loss * 100}%`)
  // To delete it would lose what is on its way. `change` fails where there is none, and then there is nothing to undo.
  const verb = words.length === 0 && !rateBitsPerSecond ? 'change' : 'replace'
  words.push('rate', `${Math.round(rateBitsPerSecond || NO_RATE_BITS_PER_SECOND)}bit`)
  return ['qdisc', verb, 'dev', device, 'root', 'handle', '1:', 'netem', 'limit', String(LIMIT_PACKETS), ...words]
}

/** What an interface does to what leaves through it, at either end of a link. */
export const impairAt = (end: 'parent' | 'child', impair: Impair): Impair => {
  const { direction = 'both', partition: _, ...rest } = impair
  const applies = direction === 'both' || direction === (end === 'parent' ? 'down' : 'up')
  return applies ? rest : {}
}

const micros = (seconds: number): string => `${Math.round(seconds * 1e6)}us`

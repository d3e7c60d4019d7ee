// Impairments in the words of tc-netem(8), for links that the kernel emulates. Pure.
import type { Impair } from '@weir/relay/config'

/** Packets that may wait in the emulated link: enough for 1 s at 1 Gbit/s, since too few would be loss of its own. */
const LIMIT_PACKETS = 100_000

/** Arguments of tc that make an interface do this to what leaves through it. Throws on what netem can't. */
export const netemArguments = (device: string, impair: Impair): readonly (readonly string[])[] => {
  if (impair.trace) throw new Error('netem replays no traces; expected emulation: user for this link')
  const words: string[] = []
  const { delaySeconds = 0, jitterSeconds = 0, rateBitsPerSecond, loss } = impair
  if (delaySeconds > 0 || jitterSeconds > 0) words.push('delay', micros(delaySeconds))
  if (jitterSeconds > 0) words.push(micros(jitterSeconds))
  if (loss) words.push('loss', `${loss * 100}%`)
  if (rateBitsPerSecond) words.push('rate', `${Math.round(rateBitsPerSecond)}bit`)
  if (words.length === 0) return [['qdisc', 'del', 'dev', device, 'root']]
  const root = ['qdisc', 'replace', 'dev', device, 'root', 'handle', '1:', 'netem', 'limit', String(LIMIT_PACKETS)]
  // netem's own queue is ordered by the time to send, so that jitter would reorder; a plain one behind it keeps order.
  const inOrder = ['qdisc', 'replace', 'dev', device, 'parent', '1:1', 'pfifo', 'limit', String(LIMIT_PACKETS)]
  return jitterSeconds > 0 ? [[...root, ...words], inOrder] : [[...root, ...words]]
}

/** What an interface does to what leaves through it, at either end of a link. */
export const impairAt = (end: 'parent' | 'child', impair: Impair): Impair => {
  const { direction = 'both', partition: _, ...rest } = impair
  const applies = direction === 'both' || direction === (end === 'parent' ? 'down' : 'up')
  return applies ? rest : {}
}

const micros = (seconds: number): string => `${Math.round(seconds * 1e6)}us`

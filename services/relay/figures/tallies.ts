// Tallies that differ in whom they are of: a node's label, a track. Each is made when it is first asked for.
import type { Tally } from './figures.ts'

/** `make` is called once for each key. `known` keeps them: by default for good, which is for labels, of which a plan has few. */
export const createTallies = <Key>(
  make: (of: Key) => Tally,
  known: { get(of: Key): Tally | undefined; set(of: Key, tally: Tally): unknown } = new Map(),
): ((of: Key) => Tally) => {
  return (of) => {
    const tally = known.get(of)
    if (tally) return tally
    const made = make(of)
    known.set(of, made)
    return made
  }
}

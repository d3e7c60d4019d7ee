// Which of those who are connected and watch nothing have to go. Pure.

export interface Idler {
  /** Its address, without the port. */
  readonly host: string
  /** Since when it has watched nothing. */
  readonly sinceMicros: number
  /** Another relay: an idle link is what a standby parent has. */
  readonly relay: boolean
  /** The node of the plan that a relay says it is. */
  readonly node: string | undefined
}

export interface IdleLimits {
  /** So many of one address may watch nothing. */
  readonly idlePerAddress: number
  /** For so long a viewer may. */
  readonly idleSeconds: number
}

/** Who has just come has had no time to subscribe: it does not count yet. */
const GRACE_MICROS = 3_000_000

/**
 * Those who go, each with the reason. Of one address those who came last go first. What says that it is a node of the lab
 * is not counted, once for each: it may share an address with a crowd, and its standby link come back after them all.
 */
export const overdue = <T extends Idler>(
  idlers: readonly T[],
  { idlePerAddress, idleSeconds }: IdleLimits,
  nowMicros: number,
): ReadonlyMap<T, string> => {
  const go = new Map<T, string>()
  const counts = new Map<string, number>()
  const byAge = [...idlers].sort((a, b) => a.sinceMicros - b.sinceMicros)
  // The newest of each: an older one is of a connection that it has given up.
  const nodes = new Map(byAge.flatMap((idler) => (idler.node ? [[idler.node, idler]] : [])))
  for (const idler of byAge) {
    if (idler.node && nodes.get(idler.node) === idler) continue
    const idleMicros = nowMicros - idler.sinceMicros
    if (idleMicros < GRACE_MICROS) continue
    if (!idler.relay && idleMicros >= idleSeconds * 1e6) {
      go.set(idler, `watched nothing for ${idleSeconds} s`)
      continue
    }
    const count = (counts.get(idler.host) ?? 0) + 1
    counts.set(idler.host, count)
    if (count > idlePerAddress) go.set(idler, `more than ${idlePerAddress} of one address watch nothing`)
  }
  return go
}

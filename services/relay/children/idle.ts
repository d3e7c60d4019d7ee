// Which of those who are connected and watch nothing have to go. Pure.

export interface Idler {
  /** Its address, without the port. */
  readonly host: string
  /** Since when it has watched nothing. */
  readonly sinceMicros: number
  /** Another relay: an idle link is what a standby parent has. */
  readonly relay: boolean
}

export interface IdleLimits {
  /** So many of one address may watch nothing. */
  readonly idlePerAddress: number
  /** For so long a viewer may. */
  readonly idleSeconds: number
}

/** Who has just come has had no time to subscribe: it does not count yet. */
const GRACE_MICROS = 3_000_000

/** Those who go, each with the reason. Of one address those who came last go first. */
export const overdue = <T extends Idler>(
  idlers: readonly T[],
  { idlePerAddress, idleSeconds }: IdleLimits,
  nowMicros: number,
): ReadonlyMap<T, string> => {
  const go = new Map<T, string>()
  const counts = new Map<string, number>()
  for (const idler of [...idlers].sort((a, b) => a.sinceMicros - b.sinceMicros)) {
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

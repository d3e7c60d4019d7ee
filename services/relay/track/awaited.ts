// The names of tracks that children wait for before anybody lists them, which are all that a child can make a node remember:
// bounded, and no address may take all of the room, so that whoever waits for a stream that is to come still finds some.

export interface Awaited {
  /** For a child at this address; false when there is no room, of all or of the address'. One that is here costs nothing. */
  take(key: string, address: string): boolean
  /** A track that was here and that somebody still waits for: it has a place in any case, and is nobody's. */
  keep(key: string): void
  has(key: string): boolean
  delete(key: string): void
}

export interface AwaitedLimits {
  readonly most: number
  readonly mostOfAddress: number
}

export const createAwaited = ({ most, mostOfAddress }: AwaitedLimits): Awaited => {
  /** Who asked first; undefined for what is nobody's. */
  const addresses = new Map<string, string | undefined>()
  const counts = new Map<string, number>()
  return {
    take(key, address) {
      if (addresses.has(key)) return true
      const held = counts.get(address) ?? 0
      if (addresses.size >= most || held >= mostOfAddress) return false
      addresses.set(key, address)
      counts.set(address, held + 1)
      return true
    },
    keep(key) {
      if (!addresses.has(key)) addresses.set(key, undefined)
    },
    has: (key) => addresses.has(key),
    delete(key) {
      const address = addresses.get(key)
      addresses.delete(key)
      if (address === undefined) return
      const left = (counts.get(address) ?? 1) - 1
      if (left > 0) counts.set(address, left)
      else counts.delete(address)
    },
  }
}

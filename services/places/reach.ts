// Where one server of the lab is reached from a page of another. Pure.

/** One of the lab's servers: an edge, the console, Prometheus. */
export interface Place {
  /** Where it listens, as its own machine reaches it: `http://127.0.0.1:8082`. */
  readonly url: string
  /** Its port, when it is to be found at whatever host another server of the lab was found at. */
  readonly port?: number | undefined
  /** Where a proxy has it, as WEIR_PUBLIC_URL says. */
  readonly publicUrl?: string | null | undefined
}

/** The port that an address stands for, said or not. */
export const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === 'https:' ? 443 : 80)

const folder = (url: URL): URL => {
  const { pathname } = url
  if (!pathname.endsWith('/')) url.pathname = `${pathname}/`
  return url
}

/**
 * The root of `other` as seen by a page whose server is `own` and has its root at `here`. Ends in `/`. A page that came
 * straight from the server's port finds the others by their ports, on the same host; one that came through a proxy finds
 * them where the proxy has them, and takes scheme and host from its own address where the proxy has both below one.
 */
export const reach = (here: URL, own: Place, other: Place): URL => {
  const straight = own.port !== undefined && portOf(here) === own.port && here.pathname === '/'
  if (other.publicUrl && !(straight && other.port !== undefined)) {
    const there = folder(new URL(other.publicUrl))
    const self = own.publicUrl ? folder(new URL(own.publicUrl)) : undefined
    const besides = self?.origin === there.origin && self.pathname === here.pathname
    return besides ? new URL(there.pathname, here) : there
  }
  if (other.port === undefined) return folder(new URL(other.url))
  const there = new URL('/', here)
  there.port = String(other.port)
  return there
}

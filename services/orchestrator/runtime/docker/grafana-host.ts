// By which name Grafana goes, and whether it serves any other. It knows one name, compares it with the `Host` of a request
// up to the first colon, and sends who came by another to `rootUrl` (its `enforce_domain`). Pure.
import { isLoopback, urlOf } from '../address.ts'
import type { Lab } from '../lab.ts'
import { placeOf } from '../place.ts'

export interface GrafanaHost {
  /** Where its pages say that they are; empty where whoever asks came by one of several addresses. */
  readonly rootUrl: string
  /** Empty where `enforced` is false. */
  readonly domain: string
  readonly enforced: boolean
}

/** A name that was rebound to loopback gets nothing where Grafana is reached by one IPv4 address of it, as it is by itself. */
export const grafanaHost = ({ bind, ports, publicUrl }: Pick<Lab, 'bind' | 'ports' | 'publicUrl'>): GrafanaHost => {
  const own = urlOf(bind, ports.grafana)
  const proxied = placeOf(own, 'grafana', publicUrl).publicUrl
  // A proxy may pass any name on, and from a network it is asked for by whatever names this machine has there.
  if (proxied) return { rootUrl: proxied, domain: '', enforced: false }
  if (!isLoopback(bind) || bind.includes(':')) return { rootUrl: '', domain: '', enforced: false }
  return { rootUrl: `${own}/`, domain: new URL(own).hostname, enforced: true }
}

// What Prometheus has to know of a lab, whoever runs it.
import { stringify } from 'yaml'

/** However many nodes there are: a lab that is forgotten is not to fill a disk. Also in docker-compose.yml. */
export const PROMETHEUS_KEEPS = '2GB'

export interface ScrapeTarget {
  readonly node: string
  readonly roles: readonly string[]
  /** `host:port`. */
  readonly address: string
}

/** By itself Prometheus lets a page of every origin read its answers; none has this one, its own page needs none. */
export const NO_PAGES = '--web.cors.origin=none'

/** prometheus.yml: every node each second, labelled with its id and roles. `token` is what it shows them, if anything. */
export const prometheusConfig = (targets: readonly ScrapeTarget[], token: string | null = null): string =>
  stringify({
    global: { scrape_interval: '1s', scrape_timeout: '900ms' },
    scrape_configs: [
      {
        job_name: 'weir',
        ...(token === null ? {} : { authorization: { credentials: token } }),
        static_configs: targets.map(({ node, roles, address }) => ({
          targets: [address],
          labels: { node, role: roles.join('+') },
        })),
      },
    ],
  })

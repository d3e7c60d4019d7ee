// What Prometheus has to know of a lab, whoever runs it.

export interface ScrapeTarget {
  readonly node: string
  readonly roles: readonly string[]
  /** `host:port`. */
  readonly address: string
}

/** prometheus.yml: every node each second, labelled with its id and roles. */
export const prometheusConfig = (targets: readonly ScrapeTarget[]): string =>
  `${[
    'global:',
    '  scrape_interval: 1s',
    '  scrape_timeout: 900ms',
    'scrape_configs:',
    '  - job_name: weir',
    '    static_configs:',
    ...targets.flatMap(({ node, roles, address }) => [
      `      - targets: [${JSON.stringify(address)}]`,
      `        labels: { node: ${JSON.stringify(node)}, role: ${JSON.stringify(roles.join('+'))} }`,
    ]),
  ].join('\n')}\n`

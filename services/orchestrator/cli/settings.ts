// The environment variables of the command line, checked. README lists them.

export interface Settings {
  readonly bind: string
  readonly consolePort: number
  readonly edgePort: number
  readonly nodePort: number
  readonly prometheusPort: number
  readonly grafanaPort: number
  /** How long `weir up` waits for every edge's first chunk, s. */
  readonly upTimeoutSeconds: number
}

type Environment = Readonly<Record<string, string | undefined>>

/** Throws one Error that names every variable with a value that can't be. */
export const readSettings = (env: Environment): Settings => {
  const faults: string[] = []
  const number = (name: string, usual: number, most: number): number => {
    const text = env[name]
    if (text === undefined || text === '') return usual
    const value = Number(text)
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    faults.push(`${name}="${text}", expected a whole number from 1 to ${most}`)
    return usual
  }
  const settings = {
    bind: env.WEIR_BIND || '127.0.0.1',
    consolePort: number('WEIR_CONSOLE_PORT', 8080, 65535),
    edgePort: number('WEIR_EDGE_PORT', 8081, 65535),
    nodePort: number('WEIR_NODE_PORT', 9100, 65535),
    prometheusPort: number('WEIR_PROMETHEUS_PORT', 9090, 65535),
    grafanaPort: number('WEIR_GRAFANA_PORT', 3000, 65535),
    upTimeoutSeconds: number('WEIR_UP_TIMEOUT_SECONDS', 60, 3600),
  }
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return settings
}

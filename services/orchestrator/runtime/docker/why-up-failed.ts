// One sentence for a `docker compose up` that failed, from what it printed. Pure.
import type { Lab } from '../lab.ts'
import { lastWords, type Output } from './command.ts'

export const whyUpFailed = (output: Output, lab: Pick<Lab, 'bind' | 'ports'>): string => {
  const text = `${output.stderr}\n${output.stdout}`
  const port =
    /(?:Bind for [^\s]*?:(\d+) failed|listen tcp4? [^\s]*?:(\d+): bind|exposing port TCP [^\s]*?:(\d+))/.exec(text)
  const busy = Number(port?.[1] ?? port?.[2] ?? port?.[3])
  if (busy) {
    const variable = variableOf(busy, lab)
    return `port ${busy} on ${lab.bind} is in use${variable ? `; ${variable} moves it` : ''}`
  }
  if (
    /Cannot connect to the Docker daemon|error during connect|connection (refused|reset)|EOF|daemon is shutting down/i.test(
      text,
    )
  )
    return 'the Docker engine went away while the lab was starting; once it is back, `make down` ends what it still has'
  if (/Pool overlaps with other one|invalid pool request/i.test(text))
    return "the lab's subnets are in use by another network; set WEIR_SUBNET to a free range, such as 10.199.0.0/16"
  return `docker compose up failed: ${lastWords(output)}`
}

const variableOf = (port: number, { ports }: Pick<Lab, 'ports'>): string | null => {
  if (port === ports.console) return 'WEIR_CONSOLE_PORT'
  if (port === ports.prometheus) return 'WEIR_PROMETHEUS_PORT'
  if (port === ports.grafana) return 'WEIR_GRAFANA_PORT'
  return Object.values(ports.edges).includes(port) ? 'WEIR_EDGE_PORT' : null
}

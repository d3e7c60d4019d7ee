// One sentence for a `docker compose up` that failed, from what it printed. Pure.
import type { Lab } from '../lab.ts'
import { publishedPorts } from '../published-ports.ts'
import { lastWords, type Output } from './command.ts'

export const whyUpFailed = (output: Output, lab: Pick<Lab, 'bind' | 'ports' | 'docker'>): string => {
  const text = `${output.stderr}\n${output.stdout}`
  // Before what is said of ports, since it names one too.
  if (/cannot assign requested address/i.test(text))
    return `WEIR_BIND=${lab.bind} is no address of the engine's host, expected one that it has, or 0.0.0.0`
  const missing = /bind source path does not exist: (.+)/.exec(text)?.[1]?.trim()
  if (missing)
    return missing === lab.docker?.socket
      ? `WEIR_DOCKER_SOCKET=${missing} is not there on the engine's host, expected the engine's socket`
      : `${missing} is not there on the engine's host, expected a file that the lab can be given`
  const port =
    /(?:Bind for [^\s]*?:(\d+) failed|listen tcp[46]? [^\s]*?:(\d+): bind|exposing port TCP [^\s]*?:(\d+))/.exec(text)
  const busy = Number(port?.[1] ?? port?.[2] ?? port?.[3])
  if (busy) {
    const { console, edges, prometheus, grafana } = publishedPorts(lab)
    const variable = [console, ...edges, prometheus, grafana].find(({ port }) => port === busy)?.variable
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

// A Prometheus beside the nodes of the process runtime. Owns prometheus/ in the lab's folder.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOOPBACK, reachedAt, urlOf } from './address.ts'
import { type Child, type ChildOptions, startChild } from './child.ts'
import type { Lab } from './lab.ts'
import { placeOf } from './place.ts'
import { NO_PAGES, PROMETHEUS_KEEPS, prometheusConfig, type ScrapeTarget } from './prometheus.ts'
import { prometheusWebConfig } from './prometheus-login.ts'

export interface PrometheusChild extends Child {
  /** From now on it scrapes these. Throws when its file can't be written. */
  retarget(targets: readonly ScrapeTarget[]): void
}

/** At `port` of loopback. `start` says how it is run: the program, its environment, its guard and its log. */
export const startPrometheus = (
  lab: Lab,
  port: number,
  targets: readonly ScrapeTarget[],
  start: Pick<ChildOptions, 'command' | 'env' | 'guard' | 'log' | 'onRestart'>,
): PrometheusChild => {
  const folder = join(lab.folder, 'prometheus')
  // Series of an earlier run with other ports would only confuse.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'prometheus.yml')
  const webConfig = join(folder, 'web.yml')
  const { url, publicUrl = url } = placeOf(urlOf(lab.bind, lab.ports.prometheus), 'prometheus', lab.publicUrl)
  const tell = (of: readonly ScrapeTarget[]) => writeFileSync(file, prometheusConfig(of))
  tell(targets)
  writeFileSync(webConfig, prometheusWebConfig(lab))
  const child = startChild({
    ...start,
    name: 'prometheus',
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=1d',
      `--storage.tsdb.retention.size=${PROMETHEUS_KEEPS}`,
      `--web.listen-address=${reachedAt(LOOPBACK, port)}`,
      `--web.config.file=${webConfig}`,
      '--log.level=warn',
      NO_PAGES,
      // Its pages name things from the root of the host; what asks it is served at its own root all the same.
      `--web.external-url=${publicUrl}`,
      '--web.route-prefix=/',
    ],
    cwd: folder,
    channel: false,
  })
  return {
    ...child,
    retarget: (of) => {
      tell(of)
      // It reads its file again.
      const pid = child.pid()
      if (pid !== null) process.kill(pid, 'SIGHUP')
    },
  }
}

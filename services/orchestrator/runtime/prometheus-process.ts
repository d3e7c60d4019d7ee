// A Prometheus beside the nodes of the process runtime. Owns prometheus/ in the lab's folder.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostOf, urlOf } from './address.ts'
import { type Child, type ChildOptions, startChild } from './child.ts'
import type { Lab } from './lab.ts'
import { placeOf } from './place.ts'
import { NO_PAGES, prometheusConfig, type ScrapeTarget } from './prometheus.ts'

/** `start` says how it is run: the program, its environment, its guard and its log. */
export const startPrometheus = (
  lab: Lab,
  targets: readonly ScrapeTarget[],
  start: Pick<ChildOptions, 'command' | 'env' | 'guard' | 'log' | 'onRestart'>,
): Child => {
  const folder = join(lab.folder, 'prometheus')
  // Series of an earlier run with other ports would only confuse.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, prometheusConfig(targets))
  const { publicUrl } = placeOf(urlOf(lab.bind, lab.ports.prometheus), 'prometheus', lab.publicUrl)
  return startChild({
    ...start,
    name: 'prometheus',
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=1d',
      `--web.listen-address=${hostOf(lab.bind)}:${lab.ports.prometheus}`,
      '--log.level=warn',
      NO_PAGES,
      // Its pages name things from the root of the host; what asks it is served at its own root all the same.
      ...(publicUrl ? [`--web.external-url=${publicUrl}`, '--web.route-prefix=/'] : []),
    ],
    cwd: folder,
    channel: false,
  })
}

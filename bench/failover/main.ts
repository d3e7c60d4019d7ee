// `make bench-failover`: breaks the active intermediate of the diamond again and again, in every way and mode, with
// viewers and a browser on the edge. Prints a table, writes JSON, and exits 1 when a target was missed. RUNS (50),
// VIEWERS (20), MODES and FAULTS (lists), BROWSER=no, LINKS=shipped (keeps the topology's impairments), SOURCE=synthetic
// (no ffmpeg, and so no browser), RUNTIME=docker (or process: through the command line), OUT (file).
import type { Plan } from '@weir/orchestrator/topology/plan'
import { need, openBrowser } from '@weir/test-support'
import { startViewers } from '@weir/viewer'
import { startLab, until } from '../lab.ts'
import { startCommandLab } from '../lab-command.ts'
import { writeReport } from '../lab-report.ts'
import { withCleanLinks, withRedundancy, withTestSource } from '../plans.ts'
import { choice, count, one, settingsOf } from '../settings.ts'
import { FAULTS } from './faults.ts'
import { type Run, run } from './run.ts'
import { markdown, summarize } from './summary.ts'

const EDGE = 'edge1'
const FAULT_NAMES = FAULTS.map(({ name }) => name)
const settings = settingsOf({
  runs: count('RUNS', 50),
  viewers: count('VIEWERS', 20),
  modes: choice('MODES', ['hot', 'standby']),
  faults: choice('FAULTS', FAULT_NAMES, ['kill', 'freeze', 'partition']),
  runtime: one('RUNTIME', ['docker', 'process'], null),
  source: one('SOURCE', ['synthetic', 'test'], 'test'),
  browser: one('BROWSER', ['yes', 'no'], 'yes'),
  links: one('LINKS', ['clean', 'shipped'], 'clean'),
})
const { runs, modes, runtime } = settings
const faults = FAULTS.filter(({ name }) => settings.faults.includes(name))
const synthetic = settings.source === 'synthetic'
const browserWanted = !synthetic && settings.browser !== 'no' && need('chromium').skip === false

/** The diamond with the test source at 30 fps. Its links are made clean unless they are asked for: a stall of a lossy
 * link is not the failover's. */
const prepare =
  (mode: 'hot' | 'standby') =>
  (plan: Plan): Plan => {
    const changed = withRedundancy(withTestSource(plan), mode)
    return settings.links === 'shipped' ? changed : withCleanLinks(changed)
  }

let stopped = false
process.once('SIGINT', () => {
  stopped = true
})

const benchMode = async (mode: 'hot' | 'standby', done: Run[]): Promise<void> => {
  const change = prepare(mode)
  const lab =
    runtime !== null
      ? await startCommandLab({ topology: 'diamond', runtime, change })
      : await startLab({ topology: 'diamond', change, synthetic })
  const viewers = startViewers({ count: settings.viewers, edges: lab.edges, rampSeconds: 1 })
  const browser = browserWanted ? await openBrowser('chromium') : undefined
  try {
    await until('all viewers play', 20, () => viewers.snapshot().reading.joined === settings.viewers)
    const page = await browser?.open(`${lab.edgeUrl(EDGE)}/watch/cam`)
    await page?.until('(window.weir?.framesShown ?? 0) > 60', 30)
    for (const fault of faults) {
      for (let index = 0; index < runs && !stopped; index++) {
        const result = await run({ lab, edge: EDGE, viewers, page, mode, index }, fault)
        done.push(result)
        const worst = (gaps: readonly number[]) => `${gaps.at(-1)?.toFixed(0)} ms`
        console.error(
          `${mode} ${fault.name} ${index + 1}/${runs} of ${result.broken}: largest gap ${worst(result.broke.gapsMillis)} (source ${result.broke.sourceGapMillis.toFixed(0)} ms), ` +
            `back ${worst(result.mended.gapsMillis)}, missing ${result.broke.missing + result.mended.missing}, ` +
            `stalls ${result.broke.stalls + result.mended.stalls}`,
        )
      }
    }
    for (const sample of viewers.snapshot().firstFaults) console.error(sample)
  } finally {
    await browser?.close()
    await viewers.stop()
    await lab.close()
  }
}

const done: Run[] = []
try {
  for (const mode of modes) await benchMode(mode, done)
} catch (error) {
  // What was measured until then is still worth its table.
  console.error((error as Error).message)
  stopped = true
}
const rows = summarize(done)
console.log(markdown(rows))
writeReport('bench-failover', { viewers: settings.viewers, rows, runs: done })
process.exitCode = rows.every(({ missed }) => missed.length === 0) && !stopped ? 0 : 1

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
import { FAULTS } from './faults.ts'
import { type Run, run } from './run.ts'
import { markdown, summarize } from './summary.ts'

const EDGE = 'edge1'
const list = (text: string | undefined, usual: readonly string[]) => text?.split(',') ?? usual
const runs = Number(process.env.RUNS || 50)
const count = Number(process.env.VIEWERS || 20)
const modes = (['hot', 'standby'] as const).filter((mode) => list(process.env.MODES, ['hot', 'standby']).includes(mode))
const faults = FAULTS.filter(({ name }) => list(process.env.FAULTS, ['kill', 'freeze', 'partition']).includes(name))
const runtime = process.env.RUNTIME
const synthetic = process.env.SOURCE === 'synthetic'
const browserWanted = !synthetic && process.env.BROWSER !== 'no' && need('chromium').skip === false

/** The diamond with the test source at 30 fps. Its links are made clean unless they are asked for: a stall of a lossy
 * link is not the failover's. */
const prepare =
  (mode: 'hot' | 'standby') =>
  (plan: Plan): Plan => {
    const changed = withRedundancy(withTestSource(plan), mode)
    return process.env.LINKS === 'shipped' ? changed : withCleanLinks(changed)
  }

let stopped = false
process.once('SIGINT', () => {
  stopped = true
})

const benchMode = async (mode: 'hot' | 'standby', done: Run[]): Promise<void> => {
  const change = prepare(mode)
  const lab =
    runtime === 'docker' || runtime === 'process'
      ? await startCommandLab({ topology: 'diamond', runtime, change })
      : await startLab({ topology: 'diamond', change, synthetic })
  const viewers = startViewers({ count, edges: lab.edges, rampSeconds: 1 })
  const browser = browserWanted ? await openBrowser('chromium') : undefined
  try {
    await until('all viewers play', 20, () => viewers.snapshot().reading.joined === count)
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
writeReport('bench-failover', { viewers: count, rows, runs: done })
process.exitCode = rows.every(({ missed }) => missed.length === 0) && !stopped ? 0 : 1

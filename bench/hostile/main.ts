// `make bench-hostile`: the diamond with 20 headless viewers and a Chromium, while a viewer that means harm tries all
// that the protocol lets it say (tests/e2e/hostile-viewer.ts) at the edge and at an intermediate; in turns with the same
// lab and nobody who means harm. What the attack may cost those who watch is what the control shows, and each node's
// memory, series and log are bounded. Prints a table, writes JSON, exits 1 when it is not so. RUNTIME=process or docker,
// SECONDS (180) a phase, RUNS (2) of both, VIEWERS (20), OUT (file).
import { fork } from 'node:child_process'
import { openBrowser, SMALL_WINDOW } from '@weir/test-support'
import { startViewers } from '@weir/viewer'
import { until } from '../lab.ts'
import { startCommandLab } from '../lab-command.ts'
import { holdingsOf, seriesIn } from '../lab-metrics.ts'
import { writeReport } from '../lab-report.ts'
import { withTestSource } from '../plans.ts'
import { type Attack, HEAD, type NodeLook, type Phase, rowOf, verdictsOf } from './phase.ts'

const runtime = process.env.RUNTIME === 'docker' ? 'docker' : 'process'
const seconds = Number(process.env.SECONDS || 180)
const runs = Number(process.env.RUNS || 2)
const count = Number(process.env.VIEWERS || 20)
/** Until V8 has compiled what the lab runs, and the page plays. */
const SETTLE_SECONDS = 10
const LOOK_MILLIS = 2000
const EDGE = 'edge1'
const TARGETS = [EDGE, 'mid-a']

interface PageReading {
  readonly frames: number
  readonly stalls: number
  readonly reconnects: number
}
const PAGE = '({ frames: weir.framesShown, stalls: weir.stalls.count, reconnects: weir.reconnects })'

const pause = (millis: number) => new Promise((wake) => setTimeout(wake, millis))

const phase = async (name: Phase['name']): Promise<Phase> => {
  const lab = await startCommandLab({ topology: 'diamond', runtime, change: withTestSource })
  const browser = await openBrowser('chromium', { size: SMALL_WINDOW })
  const viewers = startViewers({ count, edges: lab.edges, rampSeconds: 1, bufferMillis: 300 })
  const attacks: Attack[] = []
  const ids = lab.plan.nodes.map(({ id }) => id)
  // In Docker people reach the edges alone, and so does whoever means harm.
  const reached = ids.filter((id) => lab.edgeUrl(id) !== '')
  const look = async (): Promise<NodeLook[]> =>
    Promise.all(
      reached.map(async (node) => {
        const text = (await lab.metrics(node)) ?? ''
        const held = holdingsOf(text)
        if (!held) throw new Error(`${node} has no figures`)
        return { node, series: seriesIn(text), residentBytes: held.residentBytes, cpuSeconds: held.cpuSeconds }
      }),
    )
  const linesOf = () => Promise.all(ids.map(async (id) => (await lab.log(id)).split('\n').length))
  let attacker: ReturnType<typeof fork> | undefined
  try {
    const page = await browser.open(`${lab.edgeUrl(EDGE)}/watch/cam`)
    await page.until('window.weir?.state === "playing" && weir.framesShown > 30', 40)
    await until('all viewers play', 30, () => viewers.snapshot().reading.joined === count)
    await pause(SETTLE_SECONDS * 1000)
    viewers.openWindow()
    const [before, pageBefore, linesBefore] = [
      viewers.snapshot().reading,
      await page.evaluate<PageReading>(PAGE),
      await linesOf(),
    ]
    const looks: NodeLook[][] = [await look()]
    if (name === 'attacked') {
      attacker = fork(
        'dist/bench/hostile/attacker/main.js',
        TARGETS.filter((id) => reached.includes(id)).map(lab.edgeUrl),
      )
      attacker.on('message', (attack) => attacks.push(attack as Attack))
    }
    const began = performance.now()
    while (performance.now() - began < seconds * 1000) {
      await pause(LOOK_MILLIS)
      looks.push(await look())
    }
    attacker?.kill()
    const [after, pageAfter, linesAfter] = [
      viewers.snapshot().reading,
      await page.evaluate<PageReading>(PAGE),
      await linesOf(),
    ]
    const sum = (report: typeof after) => Object.values(report.faults).reduce((all, one) => all + one, 0)
    return {
      name,
      seconds: (performance.now() - began) / 1000,
      missing: after.faults.missing - before.faults.missing,
      otherFaults: sum(after) - sum(before) - (after.faults.missing - before.faults.missing),
      stalls: after.stalls - before.stalls,
      reconnects: after.disconnects - before.disconnects,
      gapsMillis: after.windowGapsMillis,
      sourceGapMillis: after.windowSourceGapMillis,
      page: {
        frames: pageAfter.frames - pageBefore.frames,
        stalls: pageAfter.stalls - pageBefore.stalls,
        reconnects: pageAfter.reconnects - pageBefore.reconnects,
      },
      looks,
      logLines: ids.map((node, at) => ({ node, lines: (linesAfter[at] ?? 0) - (linesBefore[at] ?? 0) })),
      attacks,
    }
  } finally {
    attacker?.kill()
    await viewers.stop()
    await browser.close()
    await lab.close()
  }
}

const phases: Phase[] = []
for (let run = 0; run < runs; run++) {
  // Whatever drifts with time meets both.
  for (const name of run % 2 === 0 ? (['control', 'attacked'] as const) : (['attacked', 'control'] as const)) {
    const next = await phase(name)
    phases.push(next)
    console.error(rowOf(next).join(', '))
  }
}
console.log([HEAD, ...phases.map(rowOf)].map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
const missed = verdictsOf(phases)
for (const verdict of missed) console.log(`missed: ${verdict}`)
writeReport('bench-hostile', { runtime, viewers: count, phases, missed })
process.exitCode = missed.length === 0 ? 0 : 1

// `make bench`: the diamond in the process runtime with the test source (640×360, 30 fps) on clean links: push latency of
// every hop, glass-to-glass and joins in real browsers, and `make up` to the first frame. Prints a Markdown table,
// writes JSON, exits 1 when a target was missed. SECONDS (60) is how long each is watched, JOINS (100) how often is
// joined, ONLY picks parts (hops,chromium,firefox,joins,start), OUT is the JSON's file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import type { Plan } from '@weir/orchestrator/topology/plan'
import { need, openBrowser } from '@weir/test-support'
import { startLab } from '../lab.ts'
import { withCleanLinks, withTestSource } from '../plans.ts'
import { choice, count, number, settingsOf, words } from '../settings.ts'
import { measureFloor } from './floor.ts'
import { measureGlass, measureJoins } from './glass.ts'
import { measureHops } from './hops.ts'
import { floorRow, glassRow, hopRows, joinRow, markdown, type Row, reached, startRows } from './report.ts'
import { measureStart } from './start.ts'

const STREAM = 'cam'
const EDGE = 'edge1'
const WARM_SECONDS = 20
const PARTS = ['hops', 'chromium', 'firefox', 'joins', 'start'] as const
const { seconds, joins, out, parts } = settingsOf({
  seconds: number('SECONDS', 60),
  joins: count('JOINS', 100),
  out: words('OUT', '.weir/bench.json'),
  parts: choice('ONLY', PARTS),
})
const wanted = (part: (typeof PARTS)[number]) => parts.includes(part)

/** The diamond as it is shipped, but always with the test source and without impairments. */
const clean = (plan: Plan): Plan => withCleanLinks(withTestSource(plan))

const rows: Row[] = []
const say = (line: string) => console.error(line)
const has = (browser: 'chromium' | 'firefox'): boolean => {
  const { skip } = need(browser)
  if (skip) say(`left out: ${browser} (${skip})`)
  return !skip
}

const watchLab = async () => {
  const lab = await startLab({ topology: 'diamond', change: clean })
  try {
    const edge = lab.edgeUrl(EDGE)
    if (wanted('hops')) {
      say(`hops: ${seconds} s with one viewer, after ${WARM_SECONDS} s`)
      rows.push(...hopRows(await measureHops(edge, STREAM, WARM_SECONDS, seconds)))
      say(`floor under a hop: ${seconds} s, after ${WARM_SECONDS} s`)
      rows.push(floorRow(await measureFloor(WARM_SECONDS, seconds)))
    }
    for (const name of ['chromium', 'firefox'] as const) {
      if (!wanted(name) || !has(name)) continue
      const browser = await openBrowser(name)
      try {
        for (const renderer of ['mse', 'webcodecs'] as const) {
          say(`${name} ${renderer}: ${seconds} s`)
          rows.push(glassRow(name, renderer, await measureGlass(browser, edge, STREAM, renderer, seconds)))
        }
        if (wanted('joins')) {
          say(`${name}: ${joins} joins`)
          rows.push(joinRow(name, await measureJoins(browser, edge, STREAM, joins)))
        }
      } finally {
        await browser.close()
      }
    }
  } finally {
    await lab.close()
  }
}
const start = async () => {
  if (wanted('start') && has('chromium')) {
    const browser = await openBrowser('chromium')
    try {
      say('start: make up to first frame')
      rows.push(...startRows(await measureStart(browser, STREAM)))
    } finally {
      await browser.close()
    }
  }
}
const report = () => {
  const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
  console.log(`${new Date().toISOString().slice(0, 10)}, ${machine.cores} × ${machine.cpu}, Node ${machine.node}\n`)
  console.log(markdown(rows))
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 1))
  say(`all figures are in ${out}`)
  process.exitCode = rows.every(reached) ? 0 : 1
}

// What was measured is reported even when a later part fails.
try {
  await watchLab()
  await start()
} finally {
  report()
}

// `make viewers`: headless viewers on a running lab. Prints a live table on a terminal, one line a second elsewhere, and
// ends with the whole report, as JSON with --json. Exit code 0 when every rule held, 1 when one broke or no lab is
// there, 2 on bad usage.
import { parseArgs } from 'node:util'
import { readSetting } from '@weir/settings'
import { printable } from '@weir/terminal'
import { chooseEdges, discoverEdges, isAddress, noSuchStream, streamsAt, type Where } from './discover.ts'
import { type Report, type SecondReport, secondReport } from './report.ts'
import { counted, logLine, ratesBetween, table } from './table.ts'
import { startViewers, type ViewersOptions } from './viewers.ts'

const USAGE = `usage: viewers [options]
  --viewers N        how many (100)
  --edge EDGE[,EDGE] ids of edges, or addresses as in http://127.0.0.1:8081; all of the running lab when left out
  --stream NAME      the first of the catalog when left out
  --tracks a,b       all when left out
  --ramp SECONDS     over how long they join (N / 100)
  --stuck SHARE      share that stops reading, 0 to 1 (0)
  --stuck-after SECONDS  how long after its join (2)
  --stuck-for SECONDS    for how long; for ever when left out
  --buffer MS        media that the modelled player holds (100)
  --duration SECONDS until Ctrl-C when left out
  --seed N           repeats a run (1)
  --json             the report as JSON on stdout, progress on stderr`

const fail = (message: string, exitCode = 2): never => {
  console.error(printable(`viewers: ${message}`))
  process.exit(exitCode)
}

const readNumber = (name: string, text: string | undefined, most: number): number | undefined => {
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  return Number.isFinite(value) && value >= 0 && value <= most
    ? value
    : fail(`--${name}: expected a number from 0 to ${most}, got ${JSON.stringify(text)}`)
}

const readList = (text: string | undefined): string[] | undefined => {
  const items = text?.split(',').filter((item) => item !== '')
  return items && items.length > 0 ? items : undefined
}

const readArguments = () => {
  try {
    const option = { type: 'string' } as const
    return parseArgs({
      options: {
        viewers: option,
        edge: option,
        stream: option,
        tracks: option,
        ramp: option,
        stuck: option,
        'stuck-after': option,
        'stuck-for': option,
        buffer: option,
        duration: option,
        seed: option,
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`)
  }
}

const readWhere = (): Where => {
  try {
    return {
      stateFolder: readSetting('stateFolder', process.env),
      consoleUrl: `http://127.0.0.1:${readSetting('consolePort', process.env)}`,
    }
  } catch (error) {
    return fail((error as Error).message)
  }
}

const values = readArguments()
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const where = readWhere()
const asked = readList(values.edge)
// Who gives addresses needs no lab.
const found = asked?.every(isAddress) ? [] : await discoverEdges(where)
if (!asked && found.length === 0)
  fail(`no lab answers on ${where.consoleUrl}: start one with make up, or give --edge`, 1)
const choose = () => {
  try {
    return asked ? chooseEdges(asked, found) : found
  } catch (error) {
    return fail((error as Error).message)
  }
}
const chosen = choose()
const edges = chosen.map(({ url }) => url)
const stream = values.stream === '' ? undefined : values.stream
if (stream !== undefined) {
  const why = noSuchStream(stream, await Promise.all(edges.map(streamsAt)))
  if (why) fail(why)
}
const count = readNumber('viewers', values.viewers, 100_000) ?? 100
const stuckAfter = readNumber('stuck-after', values['stuck-after'], 86_400)
const stuckFor = readNumber('stuck-for', values['stuck-for'], 86_400)
const bufferMillis = readNumber('buffer', values.buffer, 60_000)
const options: ViewersOptions = {
  count,
  edges,
  edgeIds: chosen.map(({ id }) => id),
  stream,
  tracks: readList(values.tracks),
  rampSeconds: readNumber('ramp', values.ramp, 86_400) ?? count / 100,
  stuckShare: readNumber('stuck', values.stuck, 1) ?? 0,
  seed: readNumber('seed', values.seed, 2 ** 32 - 1) ?? 1,
  ...(stuckAfter === undefined ? {} : { stuckAfterSeconds: stuckAfter }),
  ...(stuckFor === undefined ? {} : { stuckForSeconds: stuckFor }),
  ...(bufferMillis === undefined ? {} : { bufferMillis }),
}
const durationSeconds = readNumber('duration', values.duration, 1e6)

const progress = values.json ? process.stderr : process.stdout
const live = progress.isTTY === true
let before: Report | undefined
let drawn = 0
const until =
  durationSeconds === undefined ? 'until Ctrl-C (DURATION=60 ends them after 60 s)' : `for ${durationSeconds} s`
console.error(`${counted(count, 'viewer')} on ${edges.join(', ')}, ${until}`)
const viewers = startViewers(options)

const seconds: SecondReport[] = []
/** A day; of a longer run the last day is kept. */
const MOST_SECONDS = 86_400

const show = (): Report => {
  const report = viewers.snapshot()
  const rates = ratesBetween(before, report)
  seconds.push(secondReport(before, report))
  if (seconds.length > MOST_SECONDS) seconds.shift()
  before = report
  if (live) {
    const text = printable(table(report, rates))
    progress.write(`${drawn > 0 ? `\u001b[${drawn}F\u001b[J` : ''}${text}\n`)
    drawn = text.split('\n').length
  } else progress.write(`${printable(logLine(report, rates))}\n`)
  return report
}

const ticking = setInterval(show, 1000)
let ending: NodeJS.Timeout | undefined
await new Promise<void>((resolve) => {
  process.once('SIGINT', resolve)
  process.once('SIGTERM', resolve)
  if (durationSeconds !== undefined) ending = setTimeout(resolve, durationSeconds * 1000)
})
clearInterval(ticking)
clearTimeout(ending)
const report = show()
await viewers.stop()
if (values.json) console.log(printable(JSON.stringify({ ...report, seconds }, null, 2)))
else if (!live) console.log(printable(table(report, ratesBetween(undefined, report))))
const joined = report.reading.playing > 0 || report.reading.viewers === 0
if (!joined) console.error('viewers: none of them got a picture')
process.exitCode = report.ok && joined ? 0 : 1

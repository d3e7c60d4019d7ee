// Runs the test files that it is given, by the schedule, and prints what Node's spec reporter makes of them and what was
// skipped. Fails when a test fails, and with CI=true also when one is skipped. A signal ends it and all that it has started.
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { root } from '../source-files.mjs'
import { inOneStream } from './one-stream.mjs'
import { endLeftovers, endRun, markRun } from './run-mark.mjs'
import { schedule } from './schedule.mjs'
import { skippedText } from './skipped.mjs'

const compiled = (/** @type {string} */ file) => join(root, 'dist', file.replace(/\.ts$/, '.js'))

await endLeftovers()
const mark = markRun()
const interrupted = new AbortController()
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }))
  process.on(signal, async () => {
    if (interrupted.signal.aborted) return
    process.stderr.write('\nending what the tests have started …\n')
    interrupted.abort()
    await endRun(mark)
    process.exit(128 + number)
  })

/** @type {(boolean | string)[]} */
const skips = []
let failed = false

async function* watched(/** @type {AsyncIterable<import('./one-stream.mjs').TestEvent>} */ events) {
  for await (const event of events) {
    if (event.type === 'test:fail' && !event.data.todo) failed = true
    if (event.type === 'test:pass' && event.data.skip !== undefined) skips.push(event.data.skip)
    yield event
  }
}

/** @type {(lane: import('./schedule.mjs').Lane) => () => AsyncGenerator<import('./one-stream.mjs').TestEvent, void>} */
const started = (lane) =>
  async function* () {
    for (const { files, jobs } of lane)
      yield* run({ files: files.map(compiled), concurrency: jobs, signal: interrupted.signal })
  }
const events = watched(inOneStream(schedule(process.argv.slice(2)).map((lanes) => lanes.map(started))))

for await (const text of Readable.from(events).compose(new spec())) process.stdout.write(text)
process.stdout.write(skippedText(skips))
// What came to an end by a signal has none of its own.
if (interrupted.signal.aborted) await new Promise(() => {})
process.exitCode = failed || (process.env.CI === 'true' && skips.length > 0) ? 1 : 0

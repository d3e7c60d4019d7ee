// Several runs of Node's test runner, some at the same time, as the events of one: a reporter sees whole tests one after
// the other, and one sum of all at the end. The events: https://nodejs.org/api/test.html#class-testsstream

/**
 * @typedef {object} TestEvent
 * @property {string} type
 * @property {{ nesting?: number, file?: string, message?: string, level?: string, skip?: boolean | string,
 *   todo?: boolean | string, success?: boolean, counts?: Record<string, number>, duration_ms?: number }} data
 */
/** @typedef {AsyncIterable<TestEvent>} Run */

const COUNT = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/

/** A run's own closing words, as opposed to those of a test or a file. */
const countOf = (/** @type {TestEvent} */ { type, data }) =>
  type === 'test:diagnostic' && data.nesting === 0 && data.file === undefined ? COUNT.exec(data.message ?? '') : null
const closesRun = (/** @type {TestEvent} */ { type, data }) =>
  (type === 'test:plan' && data.nesting === 0 && data.file === undefined) ||
  (type === 'test:summary' && data.file === undefined)
const closesTest = (/** @type {TestEvent} */ { type, data }) =>
  (type === 'test:pass' || type === 'test:fail') && data.nesting === 0

/**
 * Yields what the sources yield, in the order in which it comes.
 * @template T
 * @param {AsyncGenerator<T, void>[]} sources
 */
async function* merged(sources) {
  const waiting = new Map(sources.map((source) => [source, source.next().then((result) => ({ source, result }))]))
  while (waiting.size > 0) {
    const { source, result } = await Promise.race(waiting.values())
    if (result.done) {
      waiting.delete(source)
      continue
    }
    waiting.set(
      source,
      source.next().then((next) => ({ source, result: next })),
    )
    yield result.value
  }
}

/** The events of one run in bundles that may not be torn apart: each ends with a test of the outermost level. */
async function* bundled(/** @type {Run} */ run) {
  /** @type {TestEvent[]} */
  let bundle = []
  for await (const event of run) {
    bundle.push(event)
    if (!closesTest(event)) continue
    yield bundle
    bundle = []
  }
  yield bundle
}

/**
 * `phases` follow each other; the runs of a phase, functions that start them, go side by side.
 * @param {readonly (readonly (() => Run)[])[]} phases
 * @returns {AsyncGenerator<TestEvent, void>}
 */
export async function* inOneStream(phases) {
  const began = performance.now()
  /** @type {Map<string, number>} */
  const sums = new Map()
  /** @type {TestEvent['data'] | undefined} */
  let summary
  for (const queues of phases) {
    for await (const bundle of merged(queues.map((start) => bundled(start())))) {
      for (const event of bundle) {
        const [, name, count] = countOf(event) ?? []
        if (name) sums.set(name, (sums.get(name) ?? 0) + Number(count))
        else if (!closesRun(event)) yield event
        if (event.type === 'test:summary' && closesRun(event)) summary = added(summary, event.data)
      }
    }
  }
  sums.set('duration_ms', performance.now() - began)
  for (const [name, sum] of sums)
    yield { type: 'test:diagnostic', data: { nesting: 0, message: `${name} ${sum}`, level: 'info' } }
  // Node 22 and later; its reporter waits for it before it shows failed tests once more.
  if (summary) yield { type: 'test:summary', data: { ...summary, duration_ms: performance.now() - began } }
}

/** @type {(before: TestEvent['data'] | undefined, more: TestEvent['data']) => TestEvent['data']} */
const added = (before, more) =>
  before
    ? {
        ...more,
        success: Boolean(before.success && more.success),
        counts: Object.fromEntries(
          Object.entries(more.counts ?? {}).map(([name, count]) => [name, count + (before.counts?.[name] ?? 0)]),
        ),
      }
    : more

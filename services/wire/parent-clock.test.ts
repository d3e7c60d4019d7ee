import assert from 'node:assert/strict'
import test from 'node:test'
import { createParentClock } from './parent-clock.ts'

const HOUR = 3_600_000_000
const FRAME = 33_333
const WAY = 2000

/**
 * Ten seconds of chunks and exchanges over a link of 2 ms; the parent's clock is ahead of the viewer's by `ahead`, which
 * may change. A question is answered after `rttMicros`. Gives what each chunk was timed to be on its way, µs.
 */
const run = (ahead: (atMicros: number) => number, wayOf: (atMicros: number) => number = () => WAY) => {
  const asked: number[] = []
  const clock = createParentClock({ askTime: () => asked.push(now) })
  let now = 0
  const timed: { readonly sentMicros: number; readonly pushMicros: number | undefined }[] = []
  const link: (number | undefined)[] = []
  let nextChunk = 0
  let nextQuestion = 0
  for (; now < 10e6; now += 1000) {
    if (now >= nextQuestion) {
      asked.push(now)
      nextQuestion += 2e6
    }
    for (const t0 of asked.filter((at) => at + WAY + wayOf(at) <= now)) {
      asked.splice(asked.indexOf(t0), 1)
      const there = t0 + WAY
      clock.answered(t0, there + ahead(there), there + ahead(there), t0 + WAY + wayOf(t0))
    }
    const sentMicros = nextChunk
    const atMicros = sentMicros + wayOf(sentMicros)
    if (now < atMicros) continue
    nextChunk += FRAME
    const stamp = sentMicros + ahead(sentMicros)
    const estimate = clock.came({ trail: [{ sendMicros: stamp } as never], replay: false }, atMicros)
    timed.push({ sentMicros, pushMicros: estimate && atMicros + estimate.offsetMicros - stamp })
    link.push(clock.linkSeconds)
  }
  return { timed, link }
}

for (const size of [HOUR, -HOUR, 5_000_000, -5_000_000]) {
  test(`the parent's clock steps by ${size} µs: what is timed is right, and all is again within a tenth of a second`, () => {
    const STEP = 5_010_000
    const { timed } = run((at) => (at >= STEP ? size : 0))
    for (const { sentMicros, pushMicros } of timed) {
      if (pushMicros !== undefined) assert.ok(Math.abs(pushMicros - WAY) < 1000, `${sentMicros}: ${pushMicros} µs`)
      else
        assert.ok(
          sentMicros < 10_000 || (sentMicros > STEP && sentMicros < STEP + 100_000),
          `${sentMicros} is not timed`,
        )
    }
    assert.ok(timed.some(({ sentMicros, pushMicros }) => sentMicros > 1e6 && pushMicros === undefined))
  })
}

test('on a link that fills up the wait is known, though every answer waits too', () => {
  const { link } = run(
    () => 7_000_000,
    (at) => (at < 1e6 ? WAY : WAY + Math.min(4e6, (at - 1e6) * 0.8)),
  )
  const last = link.at(-1) ?? assert.fail()
  assert.ok(last > 3 && last < 4.1, `${last} s`)
})

test('another connection is another clock', () => {
  const clock = createParentClock({ askTime: () => {} })
  clock.answered(0, 100, 100, 200)
  const frame = { trail: [{ sendMicros: 0 } as never], replay: false }
  assert.ok(clock.came(frame, 1000))
  assert.ok((clock.linkSeconds ?? 1) < 0.01)
  clock.clear()
  assert.equal(clock.came(frame, 2000), undefined)
  assert.equal(clock.linkSeconds, undefined)
})

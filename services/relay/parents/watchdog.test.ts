import assert from 'node:assert/strict'
import test from 'node:test'
import { createWatchdog, type Evidence, type Verdict } from './watchdog.ts'

const MILLI = 1000
const NEAR: Evidence = { heardMicros: 0, rttMicros: 300, ownDelayMicros: 0 }

/** A watchdog that has seen two seconds of 30 fps, with `spreadMillis` of noise; returns the time of the last chunk. */
const learned = (spreadMillis = 0) => {
  const watchdog = createWatchdog()
  let at = 0
  for (let index = 0; index < 60; index++) {
    at = index * 33 * MILLI + (index % 2) * spreadMillis * MILLI
    watchdog.heard(at, index * 33 * MILLI)
  }
  return { watchdog, at }
}
/** Asks as the timer would, until the verdict is a switch; returns when, in ms after the last chunk. */
const silentUntilSwitch = (spreadMillis: number, evidence: (nowMicros: number) => Evidence) => {
  const { watchdog, at } = learned(spreadMillis)
  let now = at
  for (let turn = 0; turn < 100; turn++) {
    const verdict: Verdict = watchdog.verdict(now, evidence(now))
    if (verdict.act === 'switch') return { millis: (now - at) / MILLI, reason: verdict.reason }
    now = Math.max(verdict.untilMicros, now + 1)
  }
  throw new Error('never switched')
}

const CASES: readonly (readonly [string, number, (now: number) => Evidence, number, number])[] = [
  ['a steady stream from a dead parent', 0, () => NEAR, 80, 90],
  ['the parent lives, its stream rests', 0, (now) => ({ ...NEAR, heardMicros: now }), 115, 130],
  ['a parent too far away for the probe to tell', 0, () => ({ ...NEAR, rttMicros: 80 * MILLI }), 115, 130],
  ['a noisy stream is given more time', 20, () => NEAR, 110, 125],
]
for (const [name, spread, evidence, least, most] of CASES) {
  test(`watchdog: ${name}: switch after ${least} to ${most} ms`, () => {
    const { millis, reason } = silentUntilSwitch(spread, evidence)
    assert.equal(reason, 'silence')
    assert.ok(millis >= least && millis <= most, `${millis} ms`)
  })
}

test('a stall of our own is no evidence against the parent', () => {
  const { watchdog, at } = learned()
  const verdict = watchdog.verdict(at + 300 * MILLI, { ...NEAR, ownDelayMicros: 200 * MILLI })
  assert.equal(verdict.act, 'wait')
})

test('chunks that come keep the parent', () => {
  const { watchdog, at } = learned()
  for (let index = 1; index < 100; index++) {
    const now = at + index * 33 * MILLI
    watchdog.heard(now, now)
    assert.notEqual(watchdog.verdict(now + 32 * MILLI, NEAR).act, 'switch')
  }
})

test('a stream that has ended is not missed', () => {
  const { watchdog, at } = learned()
  watchdog.ended()
  assert.equal(watchdog.verdict(at + 60_000 * MILLI, NEAR).act, 'wait')
})

/** Asks until so many switches, none of which brings anything; returns the pauses between them, ms, and the last one's time. */
const pausesOf = (watchdog: ReturnType<typeof createWatchdog>, from: number, count: number) => {
  const switches: number[] = []
  let now = from
  while (switches.length < count) {
    const verdict = watchdog.verdict(now, NEAR)
    if (verdict.act === 'switch') {
      switches.push(now)
      watchdog.switched(now)
    } else now = Math.max(verdict.untilMicros, now + 1)
  }
  return { pauses: switches.slice(1).map((time, index) => Math.round((time - (switches[index] ?? 0)) / MILLI)), now }
}

test('when a switch brings nothing, each further one waits longer, up to 5 s, until a parent has proved itself', () => {
  const { watchdog, at } = learned()
  const { pauses, now } = pausesOf(watchdog, at, 8)
  assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, 5000, 5000])
  let last = now
  for (let index = 0; index < 40; index++) {
    last += 33 * MILLI
    watchdog.heard(last, last)
  }
  assert.deepEqual(pausesOf(watchdog, last, 2).pauses, [250])
})

test('caution has a bound: after three switches the next is not slower still', () => {
  for (const switches of [3, 8]) {
    const { watchdog, at } = learned()
    let last = at
    for (let index = 0; index < switches; index++) watchdog.switched(at)
    for (let index = 0; index < 10; index++) {
      last += 33 * MILLI
      watchdog.heard(last, last)
    }
    let now = last
    for (let verdict = watchdog.verdict(now, NEAR); verdict.act !== 'switch'; verdict = watchdog.verdict(now, NEAR))
      now = Math.max(verdict.untilMicros, now + 1)
    const millis = (now - last) / MILLI
    assert.ok(millis > 900 && millis < 930, `${millis} ms after ${switches} switches`)
  }
})

test('three gaps of the last 64 may be larger than what is usual, and no gap makes the threshold more than 2 s', () => {
  for (const [outliers, gapMillis, threshold] of [
    [3, 200, 80],
    [4, 200, 440],
    [60, 1500, 2000],
  ] as const) {
    const watchdog = createWatchdog()
    let at = 0
    for (let index = 0; index < 64; index++) {
      watchdog.heard(at, at)
      at += (index < outliers ? gapMillis : 33) * MILLI
    }
    assert.equal(Math.round(watchdog.thresholdMicros / MILLI), threshold, `${outliers} gaps of ${gapMillis} ms`)
  }
})

test('a duration that nobody can believe makes the threshold that of 1 fps', () => {
  const { watchdog, at } = learned()
  watchdog.heard(at + 33 * MILLI, at + 33 * MILLI, at + 33 * MILLI, 3600e6)
  assert.equal(Math.round(watchdog.thresholdMicros / MILLI), 2200)
})

test('a stream of 1 fps is given time from its first pictures on', () => {
  const watchdog = createWatchdog()
  for (let at = 0; at <= 2e6; at += 1e6) watchdog.heard(at, at, at, 1e6)
  for (let now = 2e6; now < 3.2e6; now += MILLI) assert.notEqual(watchdog.verdict(now, NEAR).act, 'switch', `${now}`)
})

test('chunks that come late for a second, every one, end in a switch; a short delay does not', () => {
  for (const [lateSeconds, expected] of [
    [0.5, false],
    [1.2, true],
  ] as const) {
    const { watchdog, at } = learned()
    let switched = false
    for (let now = at; now < at + lateSeconds * 1e6; now += 33 * MILLI) {
      watchdog.heard(now, now - 400 * MILLI)
      const verdict = watchdog.verdict(now, NEAR)
      switched ||= verdict.act === 'switch' && verdict.reason === 'late'
    }
    assert.equal(switched, expected, `${lateSeconds} s late`)
  }
})

/** 30 fps of which `lateAt` says how late each is, s; returns when a verdict was a switch for lateness, s. */
const lateSwitches = (seconds: number, lateAt: (atSeconds: number) => number): number[] => {
  const { watchdog, at } = learned()
  const found: number[] = []
  for (let now = at + 33 * MILLI; now < at + seconds * 1e6; now += 33 * MILLI) {
    watchdog.heard(now, now - lateAt((now - at) / 1e6) * 1e6)
    const verdict = watchdog.verdict(now, NEAR)
    if (verdict.act === 'switch') found.push((now - at) / 1e6)
  }
  return found
}

test('a stream that is late again and again is left ever more seldom, at least each 5 minutes', () => {
  // Of every two seconds the last 1.7 are late.
  const found = lateSwitches(1000, (atSeconds) => (atSeconds % 2 < 0.3 ? 0 : 0.4))
  const pauses = found.slice(1).map((time, index) => time - (found[index] ?? 0))
  for (const [index, rest] of [10, 20, 40, 80, 160, 300, 300].entries()) {
    const pause = pauses[index] ?? 0
    assert.ok(pause >= rest && pause < rest + 2.5, `${pauses.map((one) => one.toFixed(1))}`)
  }
})

test('what stays late is how the stream is, after half a minute', () => {
  const found = lateSwitches(120, () => 0.4)
  assert.ok(found.length > 0 && (found.at(-1) ?? 0) < 32, `${found}`)
})

test('with two pictures a second, three of them are to be late', () => {
  const watchdog = createWatchdog()
  for (let at = 0; at <= 10e6; at += 500 * MILLI) watchdog.heard(at, at, at, 500 * MILLI)
  const found: number[] = []
  for (let now = 10.9e6; now < 13.4e6; now += 100 * MILLI) {
    if ((now - 10.9e6) % (500 * MILLI) === 0) watchdog.heard(now, now - 400 * MILLI, now - 400 * MILLI, 500 * MILLI)
    if (watchdog.verdict(now, NEAR).act === 'switch') found.push((now - 10.9e6) / MILLI)
  }
  assert.ok((found[0] ?? 0) > 1500 && (found[0] ?? 0) < 1800, `${found}`)
})

test('after a switch the next is 2.25 times as slow, but uneasy as soon as ever', () => {
  const { watchdog, at } = learned()
  watchdog.switched(at)
  let last = at
  for (let index = 1; index < 10; index++) {
    last = at + index * 33 * MILLI
    watchdog.heard(last, last)
  }
  const acts: [string, number][] = []
  for (let now = last; acts.at(-1)?.[0] !== 'switch'; now += MILLI) {
    const { act } = watchdog.verdict(now, NEAR)
    if (act !== 'wait') acts.push([act, (now - last) / MILLI])
  }
  assert.deepEqual(
    acts.map(([act]) => act),
    ['uneasy', 'probe', 'switch'],
  )
  const [uneasy = 0, probe = 0, change = 0] = acts.map(([, millis]) => millis)
  assert.ok(uneasy >= 48 && uneasy < 50 && probe >= 108 && probe < 110 && change >= 180 && change < 182, `${acts}`)
})

test('a step of the ingress’s clock is not lateness, and what follows is judged by the new clock', () => {
  for (const step of [-3_600_000_000, 3_600_000_000]) {
    const watchdog = createWatchdog()
    let now = 0
    const roll = (chunks: number, capturedAgoMicros: number) => {
      for (let index = 0; index < chunks; index++) {
        now += 33 * MILLI
        watchdog.heard(now, now - capturedAgoMicros, now)
        assert.notEqual(watchdog.verdict(now + MILLI, NEAR).act, 'switch', `${now}`)
      }
    }
    roll(60, 0)
    roll(120, step)
  }
})

/** Two pictures a second, and sound that goes out in heaps, each with its picture: as an ingress sends it. */
const slow = (watchdog: ReturnType<typeof createWatchdog>, seconds: number, frameMillis: number): number => {
  let at = 0
  for (; at < seconds * 1e6; at += frameMillis * MILLI) {
    watchdog.heard(at, at, at, frameMillis * MILLI)
    for (let sound = 0; sound < frameMillis / 21.3; sound++) watchdog.heard(at + sound * 20, at, at, 21_333)
  }
  return at - frameMillis * MILLI
}
for (const frameMillis of [500, 1000]) {
  test(`a picture each ${frameMillis} ms, with sound: a parent that lives is kept, a dead one is left soon`, () => {
    const watchdog = createWatchdog()
    const last = slow(watchdog, 10, frameMillis)
    for (let now = last; now < last + (frameMillis + 100) * MILLI; now += MILLI) {
      assert.notEqual(watchdog.verdict(now, NEAR).act, 'switch', `${(now - last) / MILLI} ms after a heap`)
    }
    let now = last
    for (let turn = 0; turn < 100; turn++) {
      const verdict = watchdog.verdict(now, NEAR)
      if (verdict.act === 'switch') break
      now = Math.max(verdict.untilMicros, now + 1)
    }
    assert.ok(now - last < 3 * frameMillis * MILLI, `left after ${(now - last) / MILLI} ms`)
    watchdog.switched(now)
    assert.equal(
      watchdog.verdict(now + frameMillis * 1.2 * MILLI, NEAR).act,
      'wait',
      'the next gets as long as a picture',
    )
  })
}

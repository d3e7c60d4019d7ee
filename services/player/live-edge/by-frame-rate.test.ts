import assert from 'node:assert/strict'
import test from 'node:test'
import { liveEdgeSettings } from './by-frame-rate.ts'
import { decideLiveEdge, LIVE_EDGE } from './policy.ts'

test('the usual settings from 30 fps on, and where no rate is announced', () => {
  for (const rate of [30, 60, undefined]) assert.deepEqual(liveEdgeSettings(rate), LIVE_EDGE)
})

test('at 2 fps playback that is one picture behind catches up by its rate; far behind it seeks', () => {
  const behind = (seconds: number) =>
    decideLiveEdge(
      {
        nowSeconds: 100,
        playheadSeconds: 100 - 0.03 - LIVE_EDGE.marginSeconds - seconds,
        ranges: [{ start: 90, end: 100.4 }],
        groupSeconds: undefined,
        late: 0.03,
        shown: true,
        sound: false,
        soundMarginSeconds: undefined,
        soundStandsSeconds: 0,
        gathers: false,
        awaitedSeconds: undefined,
        errorSeconds: seconds,
      },
      liveEdgeSettings(2),
    )
  assert.equal(behind(0.5).seekTo, undefined)
  assert.ok(behind(0.5).rate > 1)
  assert.ok(behind(2).seekTo !== undefined)
})

/** How far short of where it is wanted playback stands at every chunk, from `behind` on, s. */
const errors = (frameRate: number, behind: number, chunks: number): number[] => {
  const settings = liveEdgeSettings(frameRate)
  const found: number[] = []
  let error = behind
  let errorSeconds = 0
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const nowSeconds = 100 + chunk / frameRate
    const decision = decideLiveEdge(
      {
        nowSeconds,
        playheadSeconds: nowSeconds - 0.03 - settings.marginSeconds - error,
        ranges: [{ start: 90, end: nowSeconds - 0.03 + 1 / frameRate }],
        groupSeconds: undefined,
        late: 0.03,
        shown: true,
        sound: false,
        soundMarginSeconds: 0,
        soundStandsSeconds: 0,
        gathers: false,
        awaitedSeconds: undefined,
        errorSeconds,
      },
      settings,
    )
    assert.equal(decision.seekTo, undefined)
    errorSeconds = decision.errorSeconds
    error -= (decision.rate - 1) / frameRate
    found.push(error)
  }
  return found
}

test('at any rate it comes to the live edge from one picture behind, and does not swing past it', () => {
  for (const [frameRate, chunks] of [
    [0.5, 2],
    [1, 3],
    [2, 4],
    [5, 8],
    [15, 20],
  ] as const) {
    const found = errors(frameRate, 1 / Math.max(1, frameRate), 12 * Math.max(2, frameRate))
    const told = `${frameRate} fps: ${found.map((error) => error.toFixed(3)).join(' ')}`
    assert.ok(
      found.slice(chunks).every((error) => error < 0.05),
      told,
    )
    assert.ok(Math.min(...found) > -liveEdgeSettings(frameRate).marginSeconds, told)
  }
})

/** Playback stood at the beginning of a picture, and the next has just come, as late as the others. */
const stood = (frameRate: number, late: number, sound: boolean) => {
  const nowSeconds = 100
  const awaitedSeconds = nowSeconds - 0.03
  return decideLiveEdge(
    {
      nowSeconds,
      playheadSeconds: awaitedSeconds - 1 / frameRate,
      ranges: [{ start: 90, end: awaitedSeconds + 1 / frameRate }],
      groupSeconds: undefined,
      late,
      shown: true,
      sound,
      soundMarginSeconds: undefined,
      soundStandsSeconds: 0,
      gathers: false,
      awaitedSeconds,
      errorSeconds: 0,
    },
    liveEdgeSettings(frameRate),
  )
}

test('of slow streams, what playback stood waiting for is reached in a moment, and not run past', () => {
  for (const [frameRate, mostSeconds] of [
    [1, 0.19],
    [2, 0.1],
    [5, 0.05],
    [15, 0.05],
  ] as const) {
    const { rate, reachedAfterSeconds = Number.POSITIVE_INFINITY } = stood(frameRate, 0.03, false)
    const told = `${frameRate} fps: at ${rate} for ${reachedAfterSeconds} s`
    assert.ok(reachedAfterSeconds < mostSeconds, told)
    const passed = rate * reachedAfterSeconds * frameRate
    assert.ok(passed > 1 && passed < 2, told)
  }
})

test('what playback stood waiting for is reached no sooner than what comes after it is sure to have come', () => {
  const { rate, reachedAfterSeconds = 0 } = stood(5, 0.18, false)
  assert.ok(rate * reachedAfterSeconds < 0.2, `at ${rate} for ${reachedAfterSeconds} s`)
})

test('with sound nothing is hurried to, since that is heard', () => {
  const { rate, reachedAfterSeconds } = stood(2, 0.03, true)
  assert.ok(rate < LIVE_EDGE.fastestSilent)
  assert.equal(reachedAfterSeconds, undefined)
})

/** Playback runs towards the newest picture, `missing` before it, and that is to be shown in `inSeconds`. */
const running = (missing: number, inSeconds: number, sound = false, frameRate = 2) => {
  const beginsSeconds = 100
  return decideLiveEdge(
    {
      nowSeconds: beginsSeconds - missing + 0.1,
      playheadSeconds: beginsSeconds - missing,
      ranges: [{ start: 90, end: beginsSeconds + 1 / frameRate }],
      groupSeconds: undefined,
      late: 0.1 - liveEdgeSettings(frameRate).marginSeconds,
      shown: true,
      sound,
      soundMarginSeconds: undefined,
      soundStandsSeconds: 0,
      gathers: false,
      awaitedSeconds: undefined,
      due: { beginsSeconds, inSeconds },
      errorSeconds: 0,
    },
    liveEdgeSettings(frameRate),
  )
}

test('of slow streams, a picture that would be missed until the clock gets to it is reached in time', () => {
  for (const [missing, inSeconds] of [
    [0.35, 0.11],
    [0.25, 0.12],
    [0.4, 0.2],
    [0.2, -0.3],
  ] as const) {
    const { rate, reachedAfterSeconds = Number.POSITIVE_INFINITY } = running(missing, inSeconds)
    assert.ok(reachedAfterSeconds <= Math.max(0.03, inSeconds) * 1.2, `at ${rate} for ${reachedAfterSeconds} s`)
    assert.ok(Math.abs(rate * reachedAfterSeconds - missing) < 1e-9)
  }
})

test('one that is reached in time by itself, or is heard, or comes often, is not hurried to', () => {
  for (const decision of [
    running(0.1, 0.15),
    running(0.15, 0.15),
    running(0.35, 0.11, true),
    running(0.03, 0, false, 30),
  ])
    assert.deepEqual({ rate: decision.rate, after: decision.reachedAfterSeconds }, { rate: 1, after: undefined })
})

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
        gathers: false,
        errorSeconds: seconds,
      },
      liveEdgeSettings(2),
    )
  assert.equal(behind(0.5).seekTo, undefined)
  assert.ok(behind(0.5).rate > 1)
  assert.ok(behind(2).seekTo !== undefined)
})

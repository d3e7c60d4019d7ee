import assert from 'node:assert/strict'
import test from 'node:test'
import { createSoundMargin } from '../live-edge/sound-margin.ts'
import { watchSound } from './sound-watch.ts'

/** An element as far as the watch looks at it. */
const element = () =>
  Object.assign(new EventTarget(), { currentTime: 0, seeking: false, buffered: { length: 0 } }) as unknown as Omit<
    HTMLVideoElement,
    'seeking'
  > & { seeking: boolean }

test('how long a device stands once it is sent somewhere: until its clock moves, less what that came by', (context) => {
  let nowMillis = 1000
  context.mock.method(performance, 'now', () => nowMillis)
  const video = element()
  const margin = createSoundMargin()
  const watch = watchSound(video as HTMLVideoElement, margin)
  for (const [place, stands] of [
    [20, 1.75],
    [30, 0.05],
  ] as const) {
    watch.expect(place)
    video.seeking = true
    video.currentTime = place
    nowMillis += 10
    assert.equal(watch.gathers, true)
    video.seeking = false
    // An estimate, until the device has said where it is.
    video.currentTime = place + 0.07
    assert.equal(watch.gathers, true)
    nowMillis += stands * 1000 - 10 + 120
    video.currentTime = place + 0.12
    assert.ok(Math.abs(watch.standsSeconds - stands) < 1e-6, `${watch.standsSeconds}`)
    assert.equal(watch.gathers, false)
    nowMillis += 5000
    video.currentTime += 5
    assert.ok(Math.abs(watch.standsSeconds - stands) < 1e-6, `${watch.standsSeconds}`)
  }
  watch.close()
})

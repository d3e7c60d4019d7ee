// Watches how an element plays sound, and tells the margin: with how much ahead the browser begins, and when it runs out.
// Owns its listeners.
import type { SoundMargin } from '../live-edge/sound-margin.ts'

export interface SoundWatch {
  /** Playback is sent to here, s, and begins from there. */
  expect(seconds: number): void
  /** It has moved on from there, or from one of the places before. */
  readonly begun: boolean
  /** The browser gathers what the device begins with. */
  readonly gathers: boolean
  readonly marginSeconds: number | undefined
  /** For so long the device stands when it is sent somewhere, s. */
  readonly standsSeconds: number
  close(): void
}

/** A clock that has come this far is the device's and no estimate, s. */
const MOVED_SECONDS = 0.1
/** Firefox says that it waits whenever it has all shown that came; nobody hears that, s. */
const HEARD_SECONDS = 0.1

export const watchSound = (video: HTMLVideoElement, margin: SoundMargin): SoundWatch => {
  let expected: number | undefined
  let expectedMillis = 0
  let begun = false
  let moved = false
  let sought = false
  let waiting: { readonly atMillis: number; readonly aheadSeconds: number; readonly ranOut: boolean } | undefined
  const ahead = (): number => {
    const { buffered, currentTime } = video
    return buffered.length === 0 ? 0 : Math.max(0, buffered.end(buffered.length - 1) - currentTime)
  }
  const hasMoved = (): boolean => {
    if (moved || expected === undefined || video.seeking) return moved
    const cameSeconds = video.currentTime - expected
    if (cameSeconds <= MOVED_SECONDS) return false
    moved = true
    begun = true
    margin.stood((performance.now() - expectedMillis) / 1000 - cameSeconds)
    return true
  }
  // What the element said before it was sent to the live edge is of what it played before.
  const onSeeking = (): void => {
    sought = true
    waiting = undefined
  }
  const onWaiting = (): void => {
    if (sought) waiting = { atMillis: performance.now(), aheadSeconds: ahead(), ranOut: hasMoved() && !video.seeking }
  }
  const onPlaying = (): void => {
    if (!waiting) return
    const nowMillis = performance.now()
    const { atMillis, aheadSeconds, ranOut } = waiting
    waiting = undefined
    if (!ranOut) margin.began(ahead())
    else if (nowMillis - atMillis > HEARD_SECONDS * 1000) margin.ranOut(nowMillis / 1000, aheadSeconds)
  }
  video.addEventListener('seeking', onSeeking)
  video.addEventListener('waiting', onWaiting)
  video.addEventListener('playing', onPlaying)
  return {
    expect: (seconds) => {
      expected = seconds
      expectedMillis = performance.now()
      moved = false
    },
    get begun() {
      return hasMoved() || begun
    },
    get gathers() {
      return !hasMoved() || waiting?.ranOut === true
    },
    get marginSeconds() {
      return margin.seconds(performance.now() / 1000)
    },
    get standsSeconds() {
      hasMoved()
      return margin.standsSeconds
    },
    close: () => {
      video.removeEventListener('seeking', onSeeking)
      video.removeEventListener('waiting', onWaiting)
      video.removeEventListener('playing', onPlaying)
    },
  }
}

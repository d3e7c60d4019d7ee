// Knows that a page or a process did not run for a while: a machine that slept, a browser or a program that was stopped.
// Nobody saw the picture stand then, and what is measured across it says nothing of the stream. Pure: whoever runs says so,
// several times a second.

/** Timers of a visible page, or of a process that has time for its work, are never this late by themselves, s. */
const SLEEP_SECONDS = 1

export const createSleep = () => {
  let lastSeconds: number | undefined
  let totalSeconds = 0
  return {
    /** It runs. Returns how long it has slept until now, s; 0 when it has not. */
    beat: (nowSeconds: number): number => {
      const gap = lastSeconds === undefined ? 0 : nowSeconds - lastSeconds
      lastSeconds = nowSeconds
      if (gap <= SLEEP_SECONDS) return 0
      totalSeconds += gap
      return gap
    },
    /** Nobody looks, and timers are late by design. */
    pause: (): void => {
      lastSeconds = undefined
    },
    get totalSeconds() {
      return totalSeconds
    },
  }
}

// The browser's wall clock. `performance` is taken instead of Date: it is finer, and it never steps back.

/** The wall clock, in µs since 1970, for a time in ms on the page's timeline (`performance.now()`, rAF, rVFC). */
export const wallMicros = (pageMillis: number): number => Math.round((performance.timeOrigin + pageMillis) * 1000)

export const nowMicros = (): number => wallMicros(performance.now())

// Figures as people read them. Pure.

/** Milliseconds with as many digits as mean something: `0.21 ms`, `14.3 ms`, `120 ms`. */
export const millis = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–'
  const value = seconds * 1000
  const size = Math.abs(value)
  return `${value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)} ms`
}

/** Bit rates: `64 kbit/s`, `1.2 Mbit/s`. */
export const bitRate = (bitsPerSecond: number): string =>
  bitsPerSecond < 1e6 ? `${Math.round(bitsPerSecond / 1e3)} kbit/s` : `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`

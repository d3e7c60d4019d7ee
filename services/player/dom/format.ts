// Figures as people read them. Pure.

/** Milliseconds with as many digits as mean something, for a column of them: `0.21`, `14.3`, `120`; `–` when unknown. */
export const plainMillis = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return '–'
  const value = seconds * 1000
  const size = Math.abs(value)
  return value.toFixed(size < 10 ? 2 : size < 100 ? 1 : 0)
}

/** The same with its unit: `14.3 ms`. */
export const millis = (seconds: number | null | undefined): string => {
  const plain = plainMillis(seconds)
  return plain === '–' ? plain : `${plain} ms`
}

/** Bit rates: `64 kbit/s`, `1.2 Mbit/s`. */
export const bitRate = (bitsPerSecond: number): string =>
  bitsPerSecond < 1e6 ? `${Math.round(bitsPerSecond / 1e3)} kbit/s` : `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`

/** `1 hop`, `2 hops`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

/** `0.21 ms`, `14.3 ms`; `–` when unknown. */
export const milliseconds = (seconds: number | null | undefined): string =>
  seconds === null || seconds === undefined ? '–' : `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 1)} ms`

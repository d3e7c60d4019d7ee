/** `0.21 ms`, `14.3 ms`; `–` when unknown. Nothing takes no time at all. */
export const milliseconds = (seconds: number | null | undefined): string => {
  if (seconds === null || seconds === undefined) return '–'
  return seconds < 1e-5 ? '<0.01 ms' : `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 1)} ms`
}

/** `1 node runs`, `3 of 4 nodes run`. */
export const running = (some: number, all: number): string =>
  `${some === all ? '' : `${some} of `}${all} ${all === 1 ? 'node' : 'nodes'} ${some === 1 ? 'runs' : 'run'}`

const MOST_SAID = 3

/** The first few in a line, and how many more there are. */
export const firstOf = (sentences: readonly string[]): string => {
  const more = sentences.length - MOST_SAID
  return [...sentences.slice(0, MOST_SAID), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

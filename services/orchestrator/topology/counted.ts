// Numbers as people read them. Pure.

/** Beyond this nobody counts any more. */
const MOST = 1_000_000_000

/** `999`, `12,345`, `more than 1,000,000,000`. */
export const amount = (count: number): string =>
  count > MOST ? `more than ${MOST.toLocaleString('en-US')}` : count.toLocaleString('en-US')

/** `1 link`, `2 links`, `12,345 links`. */
export const counted = (count: number, noun: string): string => `${amount(count)} ${noun}${count === 1 ? '' : 's'}`

// What the page says while there is no connection: why, and since when nothing came. The times are written once, so that
// the sentence stays the same from one try to the next, and is read aloud once. Pure.

export interface Loss {
  /** As the connection gave it: no capital, no full stop. */
  readonly reason: string
  /** There was a connection, and it went; else none could be made. */
  readonly opened: boolean
  /** When media came last, as people write it; undefined when none has. */
  readonly cameAt: string | undefined
  /** When the page was opened. */
  readonly beganAt: string
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const lostSentence = ({ reason, opened, cameAt, beganAt }: Loss): string =>
  [
    opened ? `Connection lost (${reason}).` : `${capital(reason)}.`,
    cameAt === undefined
      ? `Nothing has come since ${beganAt}, when the page was opened.`
      : `Nothing has come since ${cameAt}.`,
    opened ? 'Reconnecting…' : 'Trying again…',
  ].join(' ')

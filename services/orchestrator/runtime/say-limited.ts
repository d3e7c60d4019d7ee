// For lines that may come again and again: each is said once a minute at most. Of what differs each time a few are kept
// apart.
const EVERY_MILLIS = 60_000
const MOST_LINES = 20

export const sayLimited = (
  say: (line: string) => void,
  nowMillis: () => number = () => performance.now(),
): ((line: string) => void) => {
  const saidAt = new Map<string, number>()
  return (line) => {
    const now = nowMillis()
    for (const [known, at] of saidAt) if (now - at >= EVERY_MILLIS) saidAt.delete(known)
    if (saidAt.has(line) || saidAt.size >= MOST_LINES) return
    saidAt.set(line, now)
    say(line)
  }
}

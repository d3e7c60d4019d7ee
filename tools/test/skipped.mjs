// What was skipped and why, in a few lines at the very end, where it is read.

/**
 * `reasons` has an entry for each test that was skipped: the reason, or true or '' where none was given. Pure.
 * @type {(reasons: readonly (boolean | string)[]) => string}
 */
export const skippedText = (reasons) => {
  if (reasons.length === 0) return ''
  const counts = new Map()
  for (const given of reasons) {
    const reason = typeof given === 'string' && given !== '' ? given : 'no reason given'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const lines = [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => `  ${String(count).padStart(4)} ${count === 1 ? 'test' : 'tests'}: ${reason}\n`)
  return `\nskipped, ${reasons.length} in all${process.env.CI === 'true' ? ', which CI=true does not allow' : ''}:\n${lines.join('')}`
}

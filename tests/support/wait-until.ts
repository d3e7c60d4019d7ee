const POLL_MILLIS = 50

/** Asks `evaluate` for `expression` until it is truthy. Throws after `timeoutSeconds` with the last value or error. */
export const waitUntil = async <T>(
  evaluate: <V>(expression: string) => Promise<V>,
  expression: string,
  timeoutSeconds = 20,
): Promise<T> => {
  const deadline = performance.now() + timeoutSeconds * 1000
  let last: unknown
  while (performance.now() < deadline) {
    try {
      last = await evaluate(expression)
      if (last) return last as T
    } catch (error) {
      // A page that is just being left or reloaded can't be asked.
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS))
  }
  throw new Error(`not so within ${timeoutSeconds} s: ${expression} (last: ${JSON.stringify(last) ?? String(last)})`)
}

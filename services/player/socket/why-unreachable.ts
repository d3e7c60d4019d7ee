// An edge that answers and opens no WebSocket stands behind something that passes on HTTP alone: only the page can tell.

const TIMEOUT_MILLIS = 2000

/** Asks the edge of this /push whether it answers HTTP, and gives a sentence when it does, else undefined. */
export const whyUnreachable = async (push: string): Promise<string | undefined> => {
  const url = new URL('api/streams', push)
  url.protocol = url.protocol.replace('ws', 'http')
  try {
    await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) })
    return 'the edge answers, but opens no WebSocket: a proxy before it has to pass on “Upgrade”'
  } catch {
    return undefined
  }
}

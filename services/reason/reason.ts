// Errors of the network and the system in words: what Node throws carries a code, an address and a system call, and is read by
// people in a fault of /healthz, on the console, or in a refusal. Pure.

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nobody listens there'],
  ['ECONNRESET', 'the other side broke the connection off'],
  ['EPIPE', 'the other side broke the connection off'],
  ['ECONNABORTED', 'the connection was broken off'],
  ['ETIMEDOUT', 'no answer in time'],
  ['EHOSTUNREACH', 'no way leads there'],
  ['ENETUNREACH', 'no way leads there'],
  ['EHOSTDOWN', 'no way leads there'],
  ['ENOTFOUND', 'its name is not known here: it does not run, or runs elsewhere'],
  ['EAI_AGAIN', 'its name is not known just now'],
  ['EADDRINUSE', 'its port is taken'],
  ['EADDRNOTAVAIL', 'this machine does not have that address'],
  ['ENOENT', 'there is no such file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOEXEC', 'it is no program for this machine'],
  ['EMFILE', 'too many open files'],
  ['ENOMEM', 'no memory left'],
  ['EAGAIN', 'no more processes can be started'],
  ['UND_ERR_SOCKET', 'the other side broke the connection off'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no answer in time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'no answer in time'],
])

/** What `fetch` throws for a signal that ran out. */
const TIMED_OUT = new Set(['TimeoutError', 'AbortError'])

/** No sentence of its own: no capital, no full stop. Never empty. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  const known = typeof code === 'string' ? REASONS.get(code) : undefined
  if (known) return known
  if (TIMED_OUT.has(error.name)) return 'no answer in time'
  // `fetch failed` says nothing; its cause does. So does one of several addresses that were all tried.
  const inner = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined)
  if (inner instanceof Error) return reasonOf(inner)
  const status = /^Unexpected server response: (\d+)$/.exec(error.message)?.[1]
  if (status) return `it refuses the connection (HTTP ${status})`
  if (error.message === 'socket hang up') return 'the other side broke the connection off'
  return error.message || error.name
}

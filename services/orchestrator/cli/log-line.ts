// pino's JSON lines as a person reads them. Other lines are left alone. Pure.

const LEVELS: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
}

/** What pino writes of its own; the rest are the caller's fields. */
interface LogLine {
  readonly level?: number
  readonly time?: number
  readonly msg?: string
  readonly err?: { readonly message?: string }
}

const parse = (line: string): LogLine | null => {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line) as LogLine
  } catch {
    return null
  }
}

export const readable = (line: string): string => {
  const record = parse(line)
  if (record?.level === undefined || record.time === undefined) return line
  const { level, time, msg, err, ...rest } = record
  const { pid: _pid, hostname: _hostname, ...fields } = rest as Record<string, unknown>
  // That something happened once is what a line says anyhow.
  if (fields.times === 1) delete fields.times
  const extras = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [
    new Date(time).toISOString().slice(11, 23),
    (LEVELS[level] ?? String(level)).padEnd(5),
    msg ?? '',
    err?.message ?? '',
    ...extras,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

export const isError = (line: string): boolean => {
  const record = parse(line)
  return record?.level === undefined ? /error|fatal|cannot|failed/i.test(line) : record.level >= 50
}

/** What a node that refused its configuration wrote as its last, without its id; undefined when it is not there. */
export const refusal = (lines: readonly string[], node: string): string | undefined =>
  lines.findLast((line) => line.startsWith(`${node}: `))?.slice(node.length + 2)

/** The lines that tell most about a failure: the last errors, or the last lines when there are none. */
export const telling = (lines: readonly string[], count: number): string[] => {
  const errors = lines.filter(isError)
  return (errors.length > 0 ? errors : lines).slice(-count).map(readable)
}

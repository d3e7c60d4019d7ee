import { notFound } from '../topology/did-you-mean.ts'
import { UsageError } from '../topology/usage-error.ts'
import { type Context, requireRecord } from './context.ts'
import { readable } from './log-line.ts'

export interface LogsOptions {
  readonly node: string | undefined
  readonly follow: boolean
  readonly lines: number
  /** As written, without making pino's lines readable. */
  readonly json: boolean
}

/** `weir logs [node]`: what the nodes wrote, pino's JSON made readable. */
export const logs = async (context: Context, { node, follow, lines, json }: LogsOptions): Promise<void> => {
  const { lab, launcher } = await requireRecord(context)
  const known = ['orchestrator', 'prometheus', ...lab.plan.nodes.map(({ id }) => id)]
  if (node !== undefined && !known.includes(node)) throw new UsageError(notFound('node', node, known))
  const ended = new AbortController()
  process.on('SIGINT', () => ended.abort())
  await launcher.logs(lab, node ?? null, { follow, lines, signal: ended.signal }, (line) => {
    const [, prefix = '', text = ''] = /^(\S+ +\| )?(.*)$/s.exec(line) ?? []
    context.print(json ? line : prefix + readable(text))
  })
}

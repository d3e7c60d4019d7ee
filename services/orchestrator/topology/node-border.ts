// Whether the nodes will take what a file says. The file's own limits are theirs, so that nothing should be found here; but
// what is found has its place in the file, instead of being a node's refusal later on.
import { BackpressureConfig, Impair, StreamConfig } from '@weir/relay/config'
import type * as z from 'zod'
import { streamConfig } from './expand.ts'
import { type Path, quote } from './fault.ts'
import { parseImpair } from './impair.ts'
import type { Finding } from './rules.ts'
import type { ImpairInput, TopologyFile } from './schema.ts'

/** What a file calls the keys that a node has other names for. */
const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['gopSeconds', 'gop'],
  ['width', 'size'],
  ['height', 'size'],
  ['delaySeconds', 'delay'],
  ['jitterSeconds', 'jitter'],
  ['rateBitsPerSecond', 'rate'],
])

const refusals = (schema: z.ZodType, value: object, path: Path): Finding[] => {
  const { error } = schema.safeParse(value)
  return (error?.issues ?? []).map((issue) => {
    const [key = ''] = issue.path.map(String)
    const found = quote((value as Record<string, unknown>)[key])
    return {
      path: [...path, WRITTEN.get(key) ?? key],
      message: `found ${found}, which the nodes refuse: ${issue.message}`,
    }
  })
}

/** A trace is checked where it is read. */
const impairs = (impair: ImpairInput | undefined, path: Path): Finding[] =>
  impair
    ? refusals(
        Impair,
        parseImpair({ ...impair, trace: undefined }, () => []),
        path,
      )
    : []

export const nodeBorder = (file: TopologyFile): Finding[] =>
  Object.entries(file.topologies).flatMap(([name, { streams, nodes, links, defaults }]) => {
    const at = ['topologies', name]
    return [
      ...Object.entries(streams).flatMap(([id, stream]) =>
        refusals(
          StreamConfig,
          streamConfig(stream, (path) => path),
          [...at, 'streams', id],
        ),
      ),
      ...Object.entries(nodes).flatMap(([id, { backpressure = {} }]) =>
        refusals(BackpressureConfig, backpressure, [...at, 'nodes', id, 'backpressure']),
      ),
      ...refusals(BackpressureConfig, defaults?.backpressure ?? {}, [...at, 'defaults', 'backpressure']),
      ...impairs(defaults?.impair, [...at, 'defaults', 'impair']),
      ...(links ?? []).flatMap((link, index) =>
        Array.isArray(link) ? [] : impairs(link.impair, [...at, 'links', index, 'impair']),
      ),
    ]
  })

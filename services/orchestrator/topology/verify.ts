// All faults of a file: of YAML, of shape, of the graph, of what it points to.
import { variablesIn } from '@weir/redact'
import { unescapedIn, urlExpected } from '@weir/relay/config'
import { MAX_TOPOLOGIES } from './bounds.ts'
import { amount } from './counted.ts'
import { didYouMean, nearest } from './did-you-mean.ts'
import { type Fault, type Path, pathText, quote } from './fault.ts'
import { nodeBorder } from './node-border.ts'
import { lastMilePlaces, lastMiles, preferences, reservedIds } from './node-rules.ts'
import { type Finding, RULES } from './rules.ts'
import { NodeInput } from './schema.ts'
import { readShape, type Shape } from './shape.ts'
import { isMap, record, sketch } from './sketch.ts'
import type { Source } from './source.ts'

/** To find a place takes as long as the file is wide, and nobody reads on. */
const MAX_FINDINGS = 200

/** `checkTrace` gets a trace's path as written and throws an Error when it is not there or malformed. */
export const verify = (source: Source, checkTrace: (path: string) => void): Shape => {
  // Text that is not YAML has no reading that further faults could be about.
  if (source.value === undefined) return { faults: source.faults }
  if (source.value === null) {
    const message = 'the file is empty, expected topologies: and at least one below it'
    return { faults: [{ line: 1, column: 1, path: '', message }] }
  }
  const bare = withoutTopologies(source)
  if (bare) return { faults: [...source.faults, bare] }
  const count = topologiesOf(source.value).length
  if (count > MAX_TOPOLOGIES) {
    const message = `${amount(count)} topologies, expected at most ${amount(MAX_TOPOLOGIES)} in one file`
    return { faults: [{ ...source.locateKey(['topologies']), path: 'topologies', message }] }
  }
  const { file, faults } = readShape(source)
  const findings = [
    ...defaultExists(source.value),
    ...(file ? nodeBorder(file) : []),
    ...topologiesOf(source.value).flatMap(([name, topology]) => {
      const path = ['topologies', name]
      return [
        ...RULES.flatMap((rule) => rule(sketch(topology, path))),
        ...nodeForms(topology, path),
        ...preferences(topology, path),
        ...lastMiles(topology, path),
        ...reservedIds(topology, path),
        ...streamInputs(topology, path),
        ...traces(topology, path, checkTrace),
      ]
    }),
  ]
  const all = [
    ...source.faults,
    ...faults,
    ...findings
      .slice(0, MAX_FINDINGS)
      .map(({ path, message }) => ({ ...source.locate(path), path: pathText(path), message })),
  ]
  return all.length === 0 && file ? { file, faults: [] } : { faults: all }
}

/** One fault for a file that lacks its outermost key, in place of one for each key that then is in the wrong place. */
const withoutTopologies = (source: Source): Fault | null => {
  const { value } = source
  if (!isMap(value)) {
    const message = `found ${quote(value)}, expected topologies: and at least one below it`
    return { ...source.locate([]), path: '', message }
  }
  const top = value as Record<string, unknown>
  if (Object.hasOwn(top, 'topologies')) return null
  const keys = Object.keys(top).filter((key) => key !== 'default')
  const misspelt = keys.find((key) => nearest(key, ['topologies']))
  const at = misspelt ?? keys[0] ?? 'default'
  const own = ['streams', 'nodes', 'links'].filter((key) => keys.includes(key))
  const message = misspelt
    ? 'unknown key, expected topologies; did you mean "topologies"?'
    : own.length > 0
      ? `found ${own.join(', ')} outside of a topology, expected topologies: and <name>: above them, each indented further`
      : 'no topologies: around it, expected topologies: above it and all of it indented further'
  return { ...source.locateKey([at]), path: pathText([at]), message }
}

const topologiesOf = (value: unknown): [string, unknown][] => Object.entries(record(record(value).topologies))

const defaultExists = (value: unknown): Finding[] => {
  const { default: name } = record(value)
  const names = topologiesOf(value).map(([known]) => known)
  if (!isMap(record(value).topologies)) return []
  if (names.length === 0) return [{ path: ['topologies'], message: 'no topologies, expected at least one' }]
  if (typeof name !== 'string' || names.includes(name)) return []
  return [
    { path: ['default'], message: `found ${quote(name)}, expected a topology of this file${didYouMean(name, names)}` },
  ]
}

const KEYS_OF_NODES = Object.keys(NodeInput.shape)

const nodeForms = (topology: unknown, path: Path): Finding[] =>
  Object.entries(record(record(topology).nodes)).flatMap(([id, node]) => {
    if (!isMap(node)) return []
    const { kind, roles } = record(node)
    const at = [...path, 'nodes', id]
    // Misspelt, which is told as that.
    if (Object.keys(node).some((key) => key !== 'kind' && key !== 'roles' && nearest(key, KEYS_OF_NODES) === 'kind'))
      return []
    if (kind === undefined && roles === undefined) {
      return [{ path: at, message: 'no kind, expected kind: ingress, intermediate or edge (or roles: a list of them)' }]
    }
    const both = 'both kind and roles are given, expected one of them'
    return kind !== undefined && roles !== undefined ? [{ path: at, message: both }] : []
  })

const streamInputs = (topology: unknown, path: Path): Finding[] =>
  Object.entries(record(record(topology).streams)).flatMap(([name, stream]) => {
    const { source, input } = record(stream)
    const at = [...path, 'streams', name]
    if ((source === 'file' || source === 'url') && input === undefined) {
      const what = source === 'file' ? 'input: the path of the file' : 'input: the address'
      return [{ path: at, message: `source ${source} without input, expected ${what}` }]
    }
    if (typeof input === 'string') {
      const inputAt = [...at, 'input']
      if (source !== 'url' && variablesIn(input).length > 0) {
        const message = `found ${quote(input)}, expected no variable: only source url takes its input from the environment`
        return [{ path: inputAt, message }]
      }
      if (source === 'url' && /\$\{/.test(input.replace(/\$\{[A-Za-z_]\w*\}/g, ''))) {
        const message = `found ${quote(input)}, expected the name of an environment variable in each \${}, as in \${CAMERA_URL}`
        return [{ path: inputAt, message }]
      }
      const expected = source === 'url' ? urlExpected(input) : undefined
      if (expected) return [{ path: inputAt, message: `found ${quote(input)}, expected ${expected}` }]
      const unescaped = source === 'url' ? unescapedIn(input) : undefined
      if (unescaped) return [{ path: inputAt, message: unescaped }]
      // Not quoted: it may have a password.
      if ((source === 'file' || source === 'webcam') && /^[a-z][a-z0-9+.-]*:\/\//i.test(input)) {
        return [{ path: inputAt, message: 'found an address, expected a path: source url takes addresses' }]
      }
    }
    const useless = `source ${source} takes no input, expected input with webcam, file or url only`
    return (source === 'auto' || source === 'test') && input !== undefined
      ? [{ path: [...at, 'input'], message: useless }]
      : []
  })

const traces = (topology: unknown, path: Path, check: (path: string) => void): Finding[] => {
  const links = record(topology).links
  const impairs = [
    { impair: record(record(record(topology).defaults).impair), at: [...path, 'defaults', 'impair'] },
    ...lastMilePlaces(topology, path).map((at) => ({ impair: record(at.value), at: at.path })),
    ...(Array.isArray(links) ? links : []).map((link, i) => ({
      impair: record(record(link).impair),
      at: [...path, 'links', i, 'impair'],
    })),
  ]
  return impairs.flatMap(({ impair, at }) => {
    if (typeof impair.trace !== 'string') return []
    try {
      check(impair.trace)
      return []
    } catch (error) {
      return [
        {
          path: [...at, 'trace'],
          message: `${quote(impair.trace)}: ${error instanceof Error ? error.message : error}`,
        },
      ]
    }
  })
}

// YAML text to plain values, with the way back: where in the file a path is. Owns nothing.
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
} from 'yaml'
import { excessOf } from './bounds.ts'
import { type Fault, type Path, pathText, quote } from './fault.ts'

export interface Source {
  readonly value: unknown
  /** What YAML itself has against the text, repeated keys included. */
  readonly faults: readonly Fault[]
  /** Line and column of a path's value, or of the nearest thing around it that is there. */
  locate(path: Path): { line: number; column: number }
  /** Line and column of a path's key. */
  locateKey(path: Path): { line: number; column: number }
}

export const readSource = (text: string): Source => {
  const lines = new LineCounter()
  const at = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const excess = excessOf(text)
  if (excess) {
    const fault = { ...placeOf(text, excess.offset), path: '', message: excess.message }
    return { value: undefined, faults: [fault], locate: () => at(0), locateKey: () => at(0) }
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, merge: true, prettyErrors: false })
  // What YAML trips over once it trips over again, further down: the first is the cause.
  const [broken] = document.errors
  const faults: Fault[] = broken
    ? [tabbed(text, at(broken.pos[0]).line) ?? { ...at(broken.pos[0]), path: '', message: broken.message }]
    : []
  if (faults.length === 0) faults.push(...repeatedKeys(document, at), ...unreadableKeys(document, at))

  const locate = (path: Path) => at(nodeAt(document, path).offset)
  const locateKey = (path: Path) => at(nodeAt(document, path).keyOffset)
  let value: unknown
  try {
    value = document.errors.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined
  } catch (error) {
    faults.push({ line: 1, column: 1, path: '', message: error instanceof Error ? error.message : String(error) })
  }
  return { value, faults, locate, locateKey }
}

/** A tab before anything else on its line, at or above the line where the text stopped being YAML. */
const tabbed = (text: string, line: number): Fault | undefined => {
  const lines = text.split('\n').slice(0, line + 1)
  const found = lines.findIndex((content) => /^ *\t/.test(content))
  if (found < 0) return undefined
  const column = (lines[found]?.indexOf('\t') ?? 0) + 1
  return { line: found + 1, column, path: '', message: 'found a tab before the text, expected spaces' }
}

/** Without the line counter, which knows only what has been parsed. */
const placeOf = (text: string, offset: number) => {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key)
const offsetOf = (node: unknown): number | undefined =>
  (node as { range?: [number, number, number] } | null)?.range?.[0]

/** Follows a path as far as it goes. */
const nodeAt = (document: Document, path: Path): { offset: number | undefined; keyOffset: number | undefined } => {
  let node: unknown = document.contents
  let offset = offsetOf(node)
  let keyOffset = offset
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item) === String(key))
      if (!pair) break
      keyOffset = offsetOf(pair.key)
      node = pair.value
      offset = offsetOf(node) ?? keyOffset
    } else if (isSeq(node)) {
      node = node.items[Number(key)]
      if (node === undefined) break
      offset = offsetOf(node) ?? offset
      keyOffset = offset
    } else break
  }
  return { offset, keyOffset }
}

/** The library's own message about a repeated key says neither which nor where the first is. */
const repeatedKeys = (document: Document, at: (offset: number | undefined) => { line: number; column: number }) => {
  const faults: Fault[] = []
  visit(document, {
    Map: (_, map, ancestors) => {
      const seen = new Map<string, number>()
      for (const pair of map.items) {
        const key = keyOf(pair)
        const { line, column } = at(offsetOf(pair.key))
        const first = seen.get(key)
        if (first === undefined || key === '<<') seen.set(key, line)
        else {
          const path = pathText([...pathOf([...ancestors, map]), key])
          const message = `${quote(key)} is here a second time; the first is on line ${first}; expected each key once`
          faults.push({ line, column, path, message })
        }
      }
    },
  })
  return faults
}

/** In a map of names the schema's library leaves this one out, without a word, and all that is below it. */
const UNREADABLE = '__proto__'
const MAPS_OF_NAMES: readonly unknown[] = ['topologies', 'streams', 'nodes']

const unreadableKeys = (document: Document, at: (offset: number | undefined) => { line: number; column: number }) => {
  const faults: Fault[] = []
  visit(document, {
    Map: (_, map, ancestors) => {
      const around = pathOf([...ancestors, map])
      if (!MAPS_OF_NAMES.includes(around.at(-1))) return
      for (const pair of map.items.filter((item) => keyOf(item) === UNREADABLE)) {
        const path = pathText([...around, UNREADABLE])
        const message = `found the name ${quote(UNREADABLE)}, expected another, which begins with a letter`
        faults.push({ ...at(offsetOf(pair.key)), path, message })
      }
    },
  })
  return faults
}

/** From a visitor's ancestors (document, map, pair, map, …) to the keys on the way. */
const pathOf = (ancestors: readonly unknown[]): (string | number)[] =>
  ancestors.flatMap((node, i): (string | number)[] => {
    if (isSeq(node)) return ancestors[i + 1] === undefined ? [] : [node.items.indexOf(ancestors[i + 1])]
    return isPair(node) ? [keyOf(node)] : []
  })

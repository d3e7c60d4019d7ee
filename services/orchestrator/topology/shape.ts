// Holds a file's values against the schema. Gives what they say, or faults in this project's words instead of the library's.
import type * as z from 'zod'
import { didYouMean, nearest } from './did-you-mean.ts'
import { type Fault, type Path, pathText, quote } from './fault.ts'
import { LinkMapInput, TopologyFile } from './schema.ts'
import type { Source } from './source.ts'

/** As many faults as anybody reads; each is looked for in the file. */
const MAX_ISSUES = 200

type Issue = z.core.$ZodIssue

export interface Shape {
  /** Undefined when there are faults. */
  readonly file?: TopologyFile
  readonly faults: readonly Fault[]
}

export const readShape = (source: Source): Shape => {
  const parsed = TopologyFile.safeParse(source.value, { error: expectation })
  return parsed.success
    ? { file: parsed.data, faults: [] }
    : {
        faults: withoutMisspelt(source.value, parsed.error.issues.slice(0, MAX_ISSUES)).flatMap((issue) =>
          faultsOf(source, issue, []),
        ),
      }
}

/** A key that is missing because it is there under a misspelt name is one fault, not two. */
const withoutMisspelt = (value: unknown, issues: readonly Issue[]): readonly Issue[] => {
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => pathText([...(issue.path as Path), nearest(key, issue.message.split(', ')) ?? '']))
        : [],
    ),
  )
  return issues.filter(({ path }) => !meant.has(pathText(path as Path)) || valueAt(value, path as Path) !== undefined)
}

/** Completes "expected …" for what the schema has no text of its own. */
export const expectation = (issue: z.core.$ZodRawIssue): string => {
  if (issue.code === 'invalid_type') return TYPES.get(issue.expected) ?? issue.expected
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'unrecognized_keys') {
    const shape = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape ?? {}
    return Object.keys(shape).join(', ')
  }
  if (issue.code === 'too_small' && issue.origin === 'array') return `at least ${issue.minimum} of them`
  return issue.code
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['object', 'a map'],
  ['record', 'a map'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['string', 'text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
])

const faultsOf = (source: Source, issue: Issue, outer: Path): Fault[] => {
  const path = [...outer, ...(issue.path as (string | number)[])]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = issue.message.split(', ')
      const message = `unknown key, expected one of ${issue.message}${didYouMean(key, known)}`
      return { ...source.locateKey([...path, key]), path: pathText([...path, key]), message }
    })
  }
  if (issue.code === 'invalid_key') {
    const key = path.at(-1)
    const expected = issue.issues[0]?.message ?? 'another name'
    const message = `found the name ${quote(key)}, expected ${expected}`
    return [{ ...source.locateKey(path), path: pathText(path), message }]
  }
  const value = valueAt(source.value, path)
  if (issue.code === 'invalid_union') {
    // A link: its own form decides which branch it meant to be.
    const branch = Array.isArray(value)
      ? issue.errors[0]
      : isMap(value) && namesAnEnd(value)
        ? issue.errors[1]
        : undefined
    if (branch) return withoutMisspelt(value, branch).flatMap((inner) => faultsOf(source, inner, path))
    const message = `found ${quote(value)}, expected [parent, child] or a map with from and to`
    return [{ ...source.locate(path), path: pathText(path), message }]
  }
  const hint =
    issue.code === 'invalid_value' && typeof value === 'string' ? didYouMean(value, issue.values.map(String)) : ''
  const found = value === undefined ? 'missing' : value === null ? 'found nothing' : `found ${quote(value)}`
  // What is missing is missing from something: its key says where.
  const place = value === undefined ? source.locateKey(path.slice(0, -1)) : source.locate(path)
  return [{ ...place, path: pathText(path), message: `${found}, expected ${issue.message}${hint}` }]
}

/** One that does not was not meant to be a link. */
const namesAnEnd = (link: object): boolean =>
  Object.keys(link).some((key) => Object.hasOwn(LinkMapInput.shape, key) || nearest(key, ['from', 'to']) !== undefined)

const isMap = (value: unknown): value is object => typeof value === 'object' && value !== null

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) => (isMap(inner) && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  )

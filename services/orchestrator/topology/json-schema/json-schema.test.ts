// What an editor offers: an example for whatever is to be filled in, the default where there is one, and a way to the
// schema from wherever topology.yaml is copied to.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { expand } from '../expand.ts'
import { TopologyFile, type TopologyInput } from '../schema.ts'
import { jsonSchema } from './json-schema.ts'

interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema | readonly Schema[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
}
const root = JSON.parse(jsonSchema()) as Schema

/** Every property that is no map itself, by its path. */
const leaves = (schema: Schema, path: string): [string, Schema][] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]): [string, Schema][] => {
    const at = path === '' ? key : `${path}.${key}`
    const deeper = leaves(inner, at)
    return deeper.length > 0 ? deeper : [[at, inner]]
  }),
  ...(typeof schema.additionalProperties === 'object' ? leaves(schema.additionalProperties, `${path}.*`) : []),
  ...[...(schema.anyOf ?? []), ...(schema.items && 'type' in schema.items ? [schema.items] : [])].flatMap((inner) =>
    leaves(inner, `${path}[]`),
  ),
]
const all = leaves(root, '')

/** Names of something else in the same file. */
const REFERENCES = /(^default|\.from|\.to|\.kind|\.links)$/

test('all that is to be filled in has an example, or lists what it can be', () => {
  assert.ok(all.length > 40, `${all.length} leaves`)
  const bare = all.filter(([path, { examples }]) => !examples?.length && !REFERENCES.test(path)).map(([path]) => path)
  assert.deepEqual(bare, [])
})

test('every example is one that the check accepts, and every default too', () => {
  let tried = 0
  for (const [path, { examples = [], default: usual }] of all.filter(([at]) =>
    at.startsWith('topologies.*.streams.*.'),
  )) {
    const key = path.split('.').at(-1) as string
    for (const value of [...examples, ...(usual === undefined ? [] : [usual])]) {
      const streams = { cam: { source: 'test', [key]: value } }
      const parsed = TopologyFile.safeParse({ topologies: { t: { streams, nodes: {} } } })
      assert.ok(parsed.success, `${key}: ${value}: ${parsed.error?.message}`)
      tried++
    }
  }
  assert.ok(tried > 15, `${tried} tried`)
})

test('the defaults that it names are those of a node', () => {
  const written = Object.fromEntries(
    all.flatMap(([path, schema]): [string, unknown][] => {
      const key = /^topologies\.\*\.streams\.\*\.(\w+)$/.exec(path)?.[1]
      return key && schema.default !== undefined ? [[key, schema.default]] : []
    }),
  )
  const plan = (stream: object, node: object) => {
    const file = TopologyFile.parse({
      topologies: {
        t: {
          streams: { cam: { source: 'test', ...stream } },
          nodes: { in1: { kind: 'ingress', streams: ['cam'], ...node } },
        },
      },
    })
    return expand('t', file.topologies.t as TopologyInput, {
      readTrace: () => assert.fail(),
      resolvePath: (path) => path,
    })
  }
  const of = (name: string) => all.find(([path]) => path === `topologies.*.nodes.*.${name}`)?.[1].default
  const node = {
    redundancy: of('redundancy'),
    demand: of('demand'),
    backpressure: { policy: of('backpressure.policy') },
  }
  assert.deepEqual(Object.keys(written).sort(), ['audio', 'audioBitrate', 'frameRate', 'gop', 'size', 'videoBitrate'])
  assert.ok(Object.values({ ...node, ...node.backpressure }).every((value) => value !== undefined))
  assert.deepEqual(plan(written, node), plan({}, {}))
})

/** Follows a file's line for editors, and a schema that only points on. */
const schemaFrom = (folder: string, text: string): unknown => {
  const [, named = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? []
  let file = join(folder, named)
  for (let steps = 0; steps < 3 && existsSync(file); steps++) {
    const read = JSON.parse(readFileSync(file, 'utf8')) as { $ref?: string }
    if (read.$ref === undefined) return read
    file = join(dirname(file), read.$ref)
  }
  return `nothing at ${file}`
}

// Tests run from the root of the checkout.
test('an editor finds the schema from topology.yaml, from a copy of it in labs/, and from each lab', () => {
  const text = readFileSync('topology.yaml', 'utf8')
  for (const folder of ['.', 'labs']) assert.deepEqual(schemaFrom(folder, text), root, folder)
  for (const lab of ['labs/bad-last-mile', 'labs/three-regions'])
    assert.deepEqual(schemaFrom(lab, readFileSync(join(lab, 'topology.yaml'), 'utf8')), root, lab)
})

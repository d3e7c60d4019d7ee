import assert from 'node:assert/strict'
import test from 'node:test'
import { plainMaps } from './plain-maps.mjs'

const faultsOf = (...texts: readonly string[]) => plainMaps(new Map(texts.map((text, i) => [`${i}.ts`, text])))

test('a name that is looked up in a plain object is found, in the file that declares it and in another', () => {
  const found = faultsOf(
    'interface Ports { readonly edges: Readonly<Record<string, number>> }',
    '\nconst port = lab.ports.edges[node.id]',
  )
  assert.equal(found.length, 1)
  assert.match(found[0] ?? '', /^1\.ts:2: edges\[node\.id\] looks a name up in a plain object, expected a Map/)
})

test('a Map, a guard, a constant key, an index and the environment are let be', () => {
  assert.deepEqual(
    faultsOf(
      'const edges: Record<string, number> = {}',
      `const a = edges.get(id)
const b = Object.hasOwn(edges, id) ? edges[id] : undefined
const c = edges[EDGE_LABEL]
const d = edges['edge1'] ?? edges[0]
const e = list[index]
// edges[id]
const env: Record<string, string> = process.env
const f = env[name]`,
    ),
    [],
  )
})

test('a constant is of its file', () => {
  const declared = 'const TYPES: Record<string, string> = {}'
  assert.deepEqual(faultsOf(declared, "const TYPES = ['init', 'chunk']\nconst type = TYPES[at]"), [])
  assert.equal(faultsOf(`${declared}\nconst type = TYPES[at]`).length, 1)
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { parsed } from '../parsed.mjs'
import { unusedExports } from './unused.mjs'

const MANIFESTS = new Map([
  [
    'services/a',
    { name: '@weir/a', exports: { '.': './index.ts', './deep': './room/deep.ts', './of/*': './of/*.ts' } },
  ],
])
const faultsOf = (sources: Readonly<Record<string, string>>) =>
  unusedExports(parsed(new Map(Object.entries({ 'services/a/main.ts': '', ...sources }))), MANIFESTS)

test('what no other file imports is found, with its line', () => {
  const found = faultsOf({
    'services/a/x.ts': 'const a = 1\nexport const b = a\nexport async function c() {}\nexport class D {}\n',
    'services/a/main.ts': "import { b } from './x.ts'\n",
  })
  assert.deepEqual(found, [
    'services/a/x.ts:3 exports c, which no other file imports: expected it to be its own',
    'services/a/x.ts:4 exports D, which no other file imports: expected it to be its own',
  ])
})

test('its own file, and a file of another that has the same name, do not count', () => {
  const found = faultsOf({
    'services/a/x.ts': 'export const b = 1\nconst c = b\n',
    'services/a/y.ts': 'export const b = 2\n',
    'services/a/main.ts': "import { b } from './y.ts'\n",
  })
  assert.deepEqual(found, ['services/a/x.ts:1 exports b, which no other file imports: expected it to be its own'])
})

test('what is passed on counts once somebody imports it from there, under whatever name', () => {
  const sources = {
    'services/a/room/x.ts': 'export const b = 1\nexport const c = 2\n',
    'services/a/index.ts': "export { b as bee } from './room/x.ts'\nexport * from './y.ts'\n",
    'services/a/y.ts': 'export const d = 1\n',
    'services/b/main.ts': "import { bee, d } from '@weir/a'\nimport type { c } from '../a/room/x.ts'\n",
  }
  assert.deepEqual(faultsOf(sources), [])
  assert.deepEqual(faultsOf({ ...sources, 'services/b/main.ts': "import { c } from '../a/room/x.ts'\n" }), [
    'services/a/room/x.ts:1 exports b, which no other file imports: expected it to be its own',
    'services/a/index.ts:1 exports bee, which no other file imports: expected it to be its own',
    'services/a/y.ts:1 exports d, which no other file imports: expected it to be its own',
  ])
})

test('all ways to import are seen', () => {
  assert.deepEqual(
    faultsOf({
      'services/a/room/deep.ts': 'export const a = 1\n',
      'services/a/of/one.ts': 'export default 1\n',
      'services/a/x.ts': 'const one = 1\nexport { one, one as two }\n',
      'services/a/y.ts': 'export const late = 1\nexport interface Type {}\nexport type Other = Type\n',
      'services/b/main.ts': `import * as deep from '@weir/a/deep'
import one from '@weir/a/of/one'
import {
  one as uno,
  two,
} from '../a/x.ts'
const { late } = await import('../a/y.ts')
`,
    }),
    [],
  )
})

test('what no shape of a text gives away is seen', () => {
  const found = faultsOf({
    'services/a/x.ts': '  export const { a, b: [c] } = made(), d = 1\nexport class E {}\nexport enum F {}\n',
    'services/a/y.ts': "export { E, type F } from './x.ts'\n",
    'services/a/main.ts':
      "import { a /* } */ } from './x.ts'\nconst { c } = await import(`./z.ts`)\nimport type { E } from './y.ts'",
    'services/a/z.ts': 'export const c = `\nexport const text = 1`\n',
  })
  assert.deepEqual(found, [
    'services/a/x.ts:1 exports c, which no other file imports: expected it to be its own',
    'services/a/x.ts:1 exports d, which no other file imports: expected it to be its own',
    'services/a/x.ts:3 exports F, which no other file imports: expected it to be its own',
  ])
})

test('a file of the product that tests alone import is found; what is named for tests is let be', () => {
  const found = faultsOf({
    'services/a/accuracy.ts': 'export const measure = 1\n',
    'services/a/test-lab.ts': 'export const lab = 1\n',
    'services/a/tests/peer.ts': 'export const peer = 1\n',
    'services/a/a.test.ts': `import { measure } from './accuracy.ts'
import { lab } from './test-lab.ts'
import { peer } from './tests/peer.ts'
`,
  })
  assert.deepEqual(found, [
    'services/a/accuracy.ts is imported by tests alone: expected it in a folder tests/, or as test-accuracy.ts',
  ])
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { copies } from './copies.mjs'

const six = (name: string) => [
  `const ${name} = (frames: Frame[]) => {`,
  '  let bytes = 0',
  '  for (const frame of frames) {',
  '    bytes += frame.bytes',
  '  }',
  '  return bytes',
]
const of = (files: Record<string, string[]>) =>
  copies(new Map(Object.entries(files).map(([file, lines]) => [file, lines.join('\n')])))

test('six lines that stand twice are found, whatever is between them and however they are indented', () => {
  const files = {
    'a.ts': ["import { b } from './b.ts'", '', ...six('sum'), '}'],
    'c.ts': ['// A sum.', ...six('sum').flatMap((line) => ['', '  // Why.', `  ${line}`]), '  export const d = 1'],
  }
  assert.deepEqual(of(files), ['a.ts:3-8 stands again in c.ts:4-19, expected one place for both'])
})

test('a copy is told once, at its full length, in the same file too', () => {
  const long = [...six('sum'), '  + 1', '  + 2', '}']
  assert.deepEqual(of({ 'a.ts': [...long, 'export const b = 1', ...long] }), [
    'a.ts:1-9 stands again in a.ts:11-19, expected one place for both',
  ])
})

test('five lines, imports, brackets and a row of lines that are alike are no copies', () => {
  const imports = ['import {', '  a,', '  b,', '  c,', '  d,', "} from './e.ts'"]
  const closing = ['one(() => {', '  })', '    )', '  }', '})', ']', ')']
  const alike = Array.from({ length: 9 }, () => 'crc = TABLE[crc & 0xff] ^ (crc >>> 8)')
  for (const lines of [six('sum').slice(1), imports, closing])
    assert.deepEqual(of({ 'a.ts': lines, 'b.ts': lines }), [])
  assert.deepEqual(of({ 'a.ts': alike }), [])
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { TopologyError } from './fault.ts'
import { loadPlan } from './load.ts'
import { readSource } from './source.ts'
import { verify } from './verify.ts'

const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('\n')
const indented = many(2400, (i) => `${' '.repeat(i)}a:`)

/** What nobody writes by hand; each took seconds, gigabytes or the stack before. */
const CASES: Readonly<Record<string, { text: string; expected: RegExp }>> = {
  '100,000 brackets': {
    text: '['.repeat(100_000),
    expected: /^t\.yaml has 1 fault:\n {2}t\.yaml:1:\d+ {2}maps and lists are nested more than 50 deep/,
  },
  '100,000 braces': { text: '{a: '.repeat(100_000), expected: /nested more than 50 deep/ },
  '100,000 lists in a row of dashes': { text: '- '.repeat(100_000), expected: /nested more than 50 deep/ },
  '2,400 indents': { text: indented, expected: /t\.yaml:\d+:\d+ {2}maps and lists are nested more than 50 deep/ },
  '110,000 topologies': {
    text: `topologies:\n${many(110_000, (i) => ` t${i}: {}`)}`,
    expected: /t\.yaml:\d{4,}:\d+ {2}more than 150,000 words and marks up to here, expected a smaller file/,
  },
  '10,000 topologies': {
    text: `topologies:\n${many(10_000, (i) => ` t${i}: {}`)}`,
    expected:
      /^t\.yaml has 1 fault:\n {2}t\.yaml:1:1 {2}topologies: 10,000 topologies, expected at most 1,000 in one file$/,
  },
  'a million empty lists': { text: `a: [${'[],'.repeat(1_000_000)}]`, expected: /more than 150,000 words and marks/ },
  'aliases of aliases': {
    text: many(
      12,
      (i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*a${i - 1}`)
          .join(', ')}]`,
    ),
    expected: /t\.yaml:1:1 {2}Excessive alias count/,
  },
  '8,000 links between nodes that are not there': {
    text: `topologies: { t: { streams: {}, nodes: { in1: { kind: ingress } }, links: [${many(8_000, (i) => `        [a${i}, b${i}],`)}] } }`,
    expected: /^t\.yaml has \d+ faults:\n(?: {2}t\.yaml.*\n){50} {2}and \d+ more$/,
  },
  '8,000 nodes of no kind': {
    text: `topologies: { t: { streams: {}, links: [], nodes: {${many(8_000, (i) => `        a${i}: { x: 1 },`)}} } }`,
    expected: / {2}and \d+ more$/,
  },
}

for (const [name, { text, expected }] of Object.entries(CASES)) {
  test(`${name}: one short answer within a second`, () => {
    // What the processor spent, and not what others on this machine made it wait.
    const began = process.cpuUsage()
    const { message } = new TopologyError('t.yaml', verify(readSource(text), () => {}).faults)
    const { user, system } = process.cpuUsage(began)
    const tookSeconds = (user + system) / 1e6
    assert.match(message, expected)
    assert.ok(message.length < 20_000, `${message.length} characters`)
    assert.ok(tookSeconds < 1, `took ${tookSeconds} s`)
  })
}

test('a star of 4,000 edges is read', () => {
  const nodes = many(4000, (i) => `      edge${i}: { kind: edge }`)
  const links = many(4000, (i) => `      - [in1, edge${i}]`)
  const text = `topologies:\n  t:\n    streams: { cam: { source: test } }\n    nodes:\n      in1: { kind: ingress, streams: [cam] }\n${nodes}\n    links:\n${links}\n`
  const { file, faults } = verify(readSource(text), () => {})
  assert.deepEqual(faults, [])
  assert.equal(file?.topologies.t?.links?.length, 4000)
})

test('a file of gigabytes, a folder and a device are refused without being read', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bounds-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const huge = join(folder, 'huge.yaml')
  writeFileSync(huge, '')
  truncateSync(huge, 8e9)
  assert.throws(() => loadPlan(huge, 'topology.yaml'), {
    message: `${huge} is 8,000,000,000 bytes long, expected at most 4 MB`,
  })
  assert.throws(() => loadPlan(`${folder}/`, 'topology.yaml'), {
    message: /is a folder without topology\.yaml, expected a topology file/,
  })
  assert.throws(() => loadPlan('/dev/zero', 'topology.yaml'), { message: /^\/dev\/zero is no file/ })
})

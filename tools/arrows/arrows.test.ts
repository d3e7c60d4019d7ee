import assert from 'node:assert/strict'
import test from 'node:test'
import { parsed } from '../parsed.mjs'
import { HOUSES, WORKSPACES } from './allowed.mjs'
import { arrowFaults } from './faults.mjs'
import { idleArrows } from './idle.mjs'
import { importsOf } from './imports.mjs'

const MANIFESTS = {
  'services/relay': { name: '@weir/relay', exports: { '.': './index.ts', './config': './config/index.ts' } },
  'services/link': { name: '@weir/link', exports: { '.': './index.ts' } },
}
const treesOf = (files: Record<string, string>) => parsed(new Map(Object.entries(files)))
/** Of a tree that has these files, and packages that declare nothing unless `dependencies` says so. */
const faultsOf = (files: Record<string, string>, dependencies: Record<string, Record<string, string>> = {}) =>
  arrowFaults(
    treesOf(files),
    new Map<string, object>([
      ...Object.entries(MANIFESTS),
      ...Object.entries(dependencies).map(([folder, declared]) => [folder, { dependencies: declared }] as const),
    ]),
  )
const faultOf = (file: string, text: string) => faultsOf({ [file]: text })
const importsIn = (file: string, text: string) =>
  [...treesOf({ [file]: text }).values()].flatMap((tree) =>
    importsOf(tree).map(({ specifier, line, typeOnly }) => [specifier, line, typeOnly]),
  )

test('every way to import is seen, with its line and whether it is for types alone', () => {
  const text = [
    "import a, { b } from 'one'",
    "import type { C } from 'two'",
    'import {',
    '  type D, // as {from}',
    '  /* not */ type E,',
    "} from 'three'",
    'import * as f from "four"',
    "export * from 'five'; export type { G } from 'six'",
    "  import 'seven'",
    "const h = await import('eight'), i = await import(",
    '  // late',
    '  `nine`)',
    "type J = import('ten').J",
    "import { /* some */ k } /* of it */ from 'eleven'",
    "import l = require('twelve')",
    "const m = require('thirteen'), n = require.resolve(`fourteen`), o = import.meta.resolve('fifteen')",
    'const p = `${await import(`sixteen`)}`',
    'const q = await import(`./${p}.ts`)',
  ].join('\n')
  assert.deepEqual(importsIn('a.ts', text), [
    ['one', 1, false],
    ['two', 2, true],
    ['three', 3, true],
    ['four', 7, false],
    ['five', 8, false],
    ['six', 8, true],
    ['seven', 9, false],
    ['eight', 10, false],
    ['nine', 10, false],
    ['ten', 13, true],
    ['eleven', 14, false],
    ['twelve', 15, false],
    ['thirteen', 16, false],
    ['fourteen', 16, false],
    ['fifteen', 16, false],
    ['sixteen', 17, false],
    [undefined, 18, false],
  ])
})

test('JavaScript is read with the types in its comments', () => {
  const text = "/** @type {import('one').A} */\nconst a = require('two')\nexport { a } from './three.cjs'\n"
  for (const ending of ['js', 'mjs', 'cjs'])
    assert.deepEqual(importsIn(`a.${ending}`, text), [
      ['one', 1, true],
      ['two', 2, false],
      ['./three.cjs', 3, false],
    ])
})

test('what a comment or a string says is no import', () => {
  const text = [
    "// import a from 'one'",
    '/**',
    " * import('two')",
    ' */',
    'const text = ["import b from \'three\'", `',
    "import c from 'four'",
    "`] // import('five')",
    'export const from = 1',
    "import { d } from 'six'",
  ].join('\n')
  assert.deepEqual(importsIn('a.ts', text), [['six', 9, false]])
})

for (const [what, file, text, fault] of [
  [
    'up from a relay to an edge',
    'services/relay/node.ts',
    "\nimport { createApp } from '@weir/edge'",
    'services/relay/node.ts:2 imports @weir/edge: relay may import wire, time, figures, metrics, doors, reason, redact, link, websocket, quiet',
  ],
  [
    'anything of a leaf, be it a type',
    'services/wire/frame.ts',
    "import type { Clock } from '@weir/time'",
    'services/wire/frame.ts:1 imports @weir/time: wire may import nothing',
  ],
  [
    'the relay itself into the orchestrator',
    'services/orchestrator/cli/up.ts',
    "import { startNode } from '@weir/relay'",
    'services/orchestrator/cli/up.ts:1 imports @weir/relay: orchestrator may import time, places, settings, doors, reason, redact, reload, terminal, relay/config',
  ],
  [
    'another entry than the one that is open',
    'services/orchestrator/cli/up.ts',
    "const { a } = await import('@weir/relay/configuration')",
    'services/orchestrator/cli/up.ts:1 imports @weir/relay/configuration: orchestrator may import time, places, settings, doors, reason, redact, reload, terminal, relay/config',
  ],
  [
    'more than types where only types may come',
    'services/websocket/tap.ts',
    "import { shapedSocket, type Impair } from '@weir/link'",
    'services/websocket/tap.ts:1 imports @weir/link: websocket may import wire, type link',
  ],
  [
    'what tests share',
    'services/edge/app.ts',
    "import { need } from '@weir/test-support'",
    'services/edge/app.ts:1 imports @weir/test-support: edge may import wire, time, reload, settings, relay',
  ],
  [
    'what a package does not export',
    'services/edge/app.ts',
    "import { createTracks } from '@weir/relay/track/index.ts'",
    'services/edge/app.ts:1 imports @weir/relay/track/index.ts: expected what the package.json of relay exports',
  ],
  [
    'past a comment between the braces',
    'services/wire/frame.ts',
    "import { Clock /* } */ } from '@weir/time'",
    'services/wire/frame.ts:1 imports @weir/time: wire may import nothing',
  ],
  [
    'by a template',
    'services/wire/frame.ts',
    'const { wallMicros } = await import(`@weir/time`)',
    'services/wire/frame.ts:1 imports @weir/time: wire may import nothing',
  ],
  [
    'what only running tells',
    'services/wire/frame.ts',
    "const name = 'time'\nconst time = await import(`@weir/${name}`)",
    'services/wire/frame.ts:2 imports what only running tells: expected its name as a literal',
  ],
  [
    'by require, in JavaScript',
    'services/relay/track/order.cjs',
    "const { Child } = require('../children/index.ts')",
    'services/relay/track/order.cjs:1 imports ../children/index.ts: room track of relay may import config, figures',
  ],
  [
    'up, in a module of JavaScript',
    'services/relay/track/order.mjs',
    "import { startNode } from '../node.ts'",
    'services/relay/track/order.mjs:1 imports ../node.ts: room track of relay may import config, figures',
  ],
  [
    'a test of JavaScript',
    'services/edge/app.ts',
    "import { pages } from './app.test.mjs'",
    'services/edge/app.ts:1 imports ./app.test.mjs: expected test code to be imported by test code alone',
  ],
  [
    'another workspace past its package',
    'services/edge/app.ts',
    "import { startNode } from '../relay/node.ts'",
    'services/edge/app.ts:1 imports ../relay/node.ts: expected @weir/relay',
  ],
  [
    'itself by its package',
    'services/relay/node.ts',
    "import { Impair } from '@weir/relay/config'",
    'services/relay/node.ts:1 imports @weir/relay/config: expected a relative path within a workspace',
  ],
  [
    'a room that its room may not',
    'services/relay/track/track.ts',
    "import type { Child } from '../children/index.ts'",
    'services/relay/track/track.ts:1 imports ../children/index.ts: room track of relay may import config, figures',
  ],
  [
    'what stands beside the rooms into one of them',
    'services/relay/children/deep/child.ts',
    "import type { RelayNode } from '../../api.ts'",
    'services/relay/children/deep/child.ts:1 imports ../../api.ts: room children of relay may import type config, type track',
  ],
  [
    'a room past its index',
    'services/relay/track/order.ts',
    "import { Impair } from '../config/impair.ts'",
    'services/relay/track/order.ts:1 imports ../config/impair.ts: expected the index.ts of room config',
  ],
  [
    'a room past its index, from beside the rooms',
    'services/relay/node.ts',
    "export * from './config/impair.ts'",
    'services/relay/node.ts:1 imports ./config/impair.ts: expected the index.ts of room config',
  ],
  [
    'more of a room than the types that are open',
    'services/relay/uplink/uplink.ts',
    "import { type Arrival, createTracks } from '../track/index.ts'",
    'services/relay/uplink/uplink.ts:1 imports ../track/index.ts: room uplink of relay may import clock, type track',
  ],
  [
    'the console into a runtime',
    'services/orchestrator/runtime/process.ts',
    "import type { Snapshot } from '../console/snapshot.ts'",
    'services/orchestrator/runtime/process.ts:1 imports ../console/snapshot.ts: room runtime of orchestrator may import topology, type apply',
  ],
  [
    'a test',
    'services/edge/app.ts',
    "import { pages } from './app.test.ts'",
    'services/edge/app.ts:1 imports ./app.test.ts: expected test code to be imported by test code alone',
  ],
] as const) {
  test(`a file may not import ${what}`, () => assert.deepEqual(faultOf(file, text), [fault]))
}

test('what the tables allow is no fault', () => {
  const files = {
    'services/relay/node.ts': "import { a } from './track/index.ts'\nimport { b } from '@weir/link'",
    'services/relay/track/index.ts': "export * from './track.ts'",
    'services/relay/track/track.ts': "import { c } from '../config/index.ts'\nimport { d } from 'pino'",
    'services/relay/track/track.test.ts': "import { e } from '../node.ts'\nimport { f } from '@weir/test-support'",
    'services/orchestrator/cli/up.ts': "import { g } from '../runtime/docker/project.ts'\nimport '@weir/relay/config'",
    'services/websocket/tap.ts': "import type { Impair } from '@weir/link'",
    'services/relay/uplink/uplink.ts': "import type { Arrival } from '../track/index.ts'",
    'tests/e2e/01-plays.test.ts': "import { h } from '@weir/orchestrator/runtime/ports'",
    'bench/lab.ts': "import { i } from '@weir/relay'",
  }
  assert.deepEqual(faultsOf(files), [])
})

test('a workspace or a room without a row says so', () => {
  assert.deepEqual(faultsOf({ 'services/dam/main.ts': '', 'services/relay/attic/a.ts': '' }), [
    'dam has no row in tools/arrows/allowed.mjs, expected one that says what it may import',
    'relay/attic has no row in tools/arrows/allowed.mjs, expected one that says what it may import',
  ])
})

test('a dependency is one that something imports', () => {
  const files = {
    'services/edge/app.ts': "import express from 'express'\nimport '@weir/relay/config'",
    'services/edge/app.test.ts': "import { WebSocket } from 'ws'",
  }
  const declared = { 'services/edge': { express: '5', '@weir/relay': '*', ws: '8' } }
  assert.deepEqual(faultsOf(files, declared), [
    'services/edge/package.json declares ws, which nothing there imports, expected it to go',
  ])
})

test('an arrow that nothing goes along is told, and one that lets in more than is used', () => {
  const allowed = {
    workspaces: { a: ['b', 'type c', 'd'], b: ['d/deep'], c: ['d'] },
    houses: { a: { indexed: true, rooms: { one: ['two', 'api.ts', 'types.ts'], two: ['one'] } } },
  }
  const files = {
    'services/a/main.ts':
      "import { b } from '@weir/b'\nimport type { C } from '@weir/c'\nimport type { D } from '@weir/d'",
    'services/a/one/index.ts': "import { two } from '../two/index.ts'\nimport { type T } from '../types.ts'",
    'services/b/index.ts': "const deep = await import('@weir/d/deep')",
    'services/c/index.test.ts': "import { d } from '@weir/d'",
    'bench/main.ts': "import { d } from '@weir/d'",
  }
  const lets = 'tools/arrows/allowed.mjs lets'
  assert.deepEqual(idleArrows(treesOf(files), allowed), [
    `${lets} a import d, of which only types are imported, expected type d`,
    `${lets} c import d, which nothing there imports, expected it to go`,
    `${lets} a/one import api.ts, which nothing there imports, expected it to go`,
    `${lets} a/one import types.ts, of which only types are imported, expected type types.ts`,
    `${lets} a/two import one, which nothing there imports, expected it to go`,
  ])
})

/** Names that can be reached from themselves. */
const circular = (rows: Readonly<Record<string, readonly string[]>>): string[] => {
  const next = (name: string): string[] => (rows[name] ?? []).map((entry) => entry.replace(/^type |\/.*$/g, ''))
  const beyond = (name: string, seen: Set<string>): Set<string> => {
    for (const other of next(name)) if (!seen.has(other)) beyond(other, seen.add(other))
    return seen
  }
  return Object.keys(rows).filter((name) => beyond(name, new Set()).has(name))
}

test('no table leads back to where it began', () => {
  assert.deepEqual(circular({ a: ['b'], b: ['type c/d'], c: ['a'], e: ['a'] }), ['a', 'b', 'c'])
  for (const rows of [WORKSPACES, ...Object.values(HOUSES).map(({ rooms }) => rooms)])
    assert.deepEqual(circular(rows), [])
})

test('what runs in the browser imports nothing of Node', () => {
  const text = "import { readFileSync } from 'node:fs'"
  assert.deepEqual(faultOf('services/console/a.cjs', "const { readFileSync } = require('fs')"), [
    'services/console/a.cjs:1 imports fs: expected nothing of Node, since it runs in the browser too',
  ])
  for (const name of ['wire', 'player'])
    assert.deepEqual(faultOf(`services/${name}/a.ts`, text), [
      `services/${name}/a.ts:1 imports node:fs: expected nothing of Node, since it runs in the browser too`,
    ])
  assert.deepEqual(faultOf('services/link/a.ts', text), [])
})

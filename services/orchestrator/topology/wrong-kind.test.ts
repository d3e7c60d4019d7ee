// A value of a wrong kind (a map for a list, a list for a map, text for a number …) in every field of the language: one cause is
// one fault, at its place.
import assert from 'node:assert/strict'
import test from 'node:test'
import { pathText } from './fault.ts'
import { readSource } from './source.ts'
import { verify } from './verify.ts'

type Step = string | number
type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const impair = {
  delay: '20ms',
  jitter: '3ms',
  rate: '20mbit',
  loss: '1%',
  partition: false,
  trace: 'lte.csv',
  direction: 'both',
  seed: 7,
}
const backpressure = { policy: 'disconnect', maxBytes: '1MB' }

/** Every key that there is, once. */
const WHOLE: Json = {
  default: 't',
  topologies: {
    t: {
      description: 'every key that there is',
      defaults: {
        redundancy: 'standby',
        demand: 'always',
        backpressure,
        impair,
        emulation: 'user',
        viewers: { lastMile: impair },
      },
      streams: {
        cam: {
          source: 'url',
          input: 'rtsp://camera.example/stream',
          size: '640x360',
          frameRate: 30,
          gop: '1s',
          videoBitrate: '1mbit',
          audio: true,
          audioBitrate: '64kbit',
          clock: true,
        },
      },
      nodes: {
        in1: { kind: 'ingress', streams: ['cam'] },
        both: { roles: ['intermediate', 'edge'] },
        edge1: {
          kind: 'edge',
          redundancy: 'standby',
          prefer: ['both'],
          demand: 'viewers',
          backpressure,
          group: 'reg-a',
          viewers: { lastMile: impair },
        },
      },
      links: [['in1', 'both'], { from: 'both', to: 'edge1', impair, emulation: 'user' }],
    },
  },
}

const kindOf = (value: Json): string => (Array.isArray(value) ? 'list' : value === null ? 'nothing' : typeof value)

/** One of each kind, none of which is right anywhere. */
const WRONG: readonly Json[] = [{ zz: 'a b' }, [{ zz: 'a b' }], 'A b', -7.5, null]

const pathsIn = (value: Json, path: readonly Step[] = []): (readonly Step[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [
        ...(path.length > 0 ? [path] : []),
        ...Object.entries(value).flatMap(([key, inner]) =>
          pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        ),
      ]

const at = (value: Json, path: readonly Step[]): Json =>
  path.reduce<Json>((inner, key) => (inner as Record<Step, Json>)[key] as Json, value)

const replaced = (value: Json, [key, ...rest]: readonly Step[], by: Json): Json => {
  if (key === undefined) return by
  const inner = replaced((value as Record<Step, Json>)[key] as Json, rest, by)
  return Array.isArray(value)
    ? value.map((each, i) => (i === key ? inner : each))
    : { ...(value as object), [key]: inner }
}

const faultsOf = (value: Json) =>
  verify(readSource(JSON.stringify(value, null, 1)), () => {}).faults.map(({ line, path, message }) => ({
    line,
    path,
    message,
  }))

test('what every key is replaced in has no fault itself', () => assert.deepEqual(faultsOf(WHOLE), []))

for (const path of pathsIn(WHOLE))
  for (const wrong of WRONG) {
    const right = at(WHOLE, path)
    if (kindOf(right) === kindOf(wrong)) continue
    // Any text will do for these.
    if (kindOf(wrong) === 'string' && /description|input|trace/.test(String(path.at(-1)))) continue
    const name = pathText(path)
    test(`${name}: ${JSON.stringify(wrong)} in place of ${JSON.stringify(right).slice(0, 30)}`, () => {
      const value = replaced(WHOLE, path, wrong)
      const lines = JSON.stringify(value, null, 1).split('\n')
      const faults = faultsOf(value)
      assert.equal(faults.length, 1, faults.map(({ path, message }) => `${path}: ${message}`).join('\n'))
      const [fault] = faults
      assert.equal(fault?.path, name)
      assert.match(fault?.message ?? '', /expected/)
      // Its own line: there stands its key, or in a list what it was replaced by.
      const line = (lines[(fault?.line ?? 0) - 1] ?? '').trim()
      const key = path.at(-1)
      assert.ok(line.startsWith(typeof key === 'string' ? `"${key}":` : (JSON.stringify(wrong)[0] ?? '')), line)
    })
  }

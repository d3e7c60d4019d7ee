import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import test from 'node:test'
import { readAll } from '@weir/settings'
import { choice, count, counts, number, one, words } from './settings.ts'

const TABLE = {
  rounds: count('ROUNDS', 3),
  busy: count('BUSY', 2, 0),
  viewers: counts('VIEWERS', [50, 200]),
  minutes: number('MINUTES', 30),
  stuck: number('STUCK', 0.1, 1),
  servers: choice('SERVERS', ['floor', 'framed', 'mse']),
  acks: one('ACKS', ['even', 'plain'], 'even'),
  mode: one('MODE', ['hot', 'standby'], null),
  out: words('OUT', null),
}

test('settings: what is not said, or is blank, has a default', () => {
  const usual = {
    rounds: 3,
    busy: 2,
    viewers: [50, 200],
    minutes: 30,
    stuck: 0.1,
    servers: ['floor', 'framed', 'mse'],
    acks: 'even',
    mode: null,
    out: null,
  }
  assert.deepEqual(readAll(TABLE, {}), usual)
  assert.deepEqual(readAll(TABLE, { ROUNDS: '', VIEWERS: ' ', MODE: '\t', SERVERS: '' }), usual)
})

test('settings: what is said counts', () => {
  const env = {
    ROUNDS: '5',
    BUSY: '0',
    VIEWERS: '1500',
    MINUTES: '0.5',
    STUCK: '1',
    SERVERS: 'mse,floor',
    ACKS: 'plain',
  }
  assert.deepEqual(readAll(TABLE, { ...env, MODE: 'hot', OUT: 'a.json' }), {
    rounds: 5,
    busy: 0,
    viewers: [1500],
    minutes: 0.5,
    stuck: 1,
    servers: ['floor', 'mse'],
    acks: 'plain',
    mode: 'hot',
    out: 'a.json',
  })
})

for (const [name, value, expected] of [
  ['ROUNDS', '0', 'a whole number from 1 on'],
  ['ROUNDS', 'many', 'a whole number from 1 on'],
  ['ROUNDS', '1e3', 'a whole number from 1 on'],
  ['BUSY', '-1', 'a whole number from 0 on'],
  ['VIEWERS', '50,', 'whole numbers above 0, as in 50,200'],
  ['MINUTES', '0', 'a number above 0'],
  ['MINUTES', 'Infinity', 'a number above 0'],
  ['STUCK', '1.5', 'a number above 0, at most 1'],
  ['SERVERS', 'apache', 'some of floor,framed,mse'],
  ['ACKS', 'plain,even', 'one of even,plain'],
  ['MODE', 'cold', 'one of hot,standby'],
] as const)
  test(`settings: ${name}=${value} can not be meant`, () =>
    assert.throws(() => readAll(TABLE, { [name]: value }), {
      name: 'SettingsError',
      message: `${name}="${value}", expected ${expected}`,
    }))

for (const [bench, env, faults] of [
  ['failover', { RUNS: 'abc', MODES: 'cold' }, ['RUNS="abc"', 'MODES="cold"']],
  ['failover', { FAULTS: 'flood', RUNTIME: 'podman' }, ['FAULTS="flood"', 'RUNTIME="podman"']],
  ['crowd', { VIEWERS: 'abc', STUCK: '2', TRACKS: 'smell' }, ['VIEWERS="abc"', 'STUCK="2"', 'TRACKS="smell"']],
  ['chaos', { SEED: 'abc', TOPOLOGY: 'mehs' }, ['SEED="abc"', 'TOPOLOGY="mehs"']],
  ['false-switches', { MINUTES: 'abc', EDGES: '0' }, ['MINUTES="abc"', 'EDGES="0"']],
  ['latency', { SECONDS: 'abc', JOINS: '1.5', ONLY: 'hop' }, ['SECONDS="abc"', 'JOINS="1.5"', 'ONLY="hop"']],
  ['fan-out', { ONLY: 'fanout' }, ['ONLY="fanout"']],
  ['fan-out', { ONLY: 'fan-out,churn', ROUNDS: 'abc', JOINS: '0' }, ['ROUNDS="abc"', 'JOINS="0"']],
] as const)
  test(`bench ${bench} with ${JSON.stringify(env)}: told before anything starts, exit code 2`, () => {
    const given = spawnSync(process.execPath, [resolve('dist/bench', bench, 'main.js')], {
      env: { PATH: process.env.PATH, ...env },
      encoding: 'utf8',
      timeout: 20_000,
    })
    const lines = given.stderr.trimEnd().split('\n')
    assert.deepEqual([given.status, given.stdout, lines.map((line) => line.split(', expected ')[0])], [2, '', faults])
  })

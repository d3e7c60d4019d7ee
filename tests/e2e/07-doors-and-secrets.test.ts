// A lab of processes with a camera that has a password: who is let in, and what comes out.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { need } from '@weir/test-support'
import {
  CAMERA_URL,
  foreignPagesGetNowhere,
  placesOf,
  SECRETS,
  secretGoesOn,
  secretIsNowhere,
  WRITTEN_SECRETS,
  writeTopology,
} from './doors.ts'
import { upIn, workplace } from './lab.ts'
import { leaksIn } from './leaks.ts'

/** What `/proc` has of every process that was started from this state folder, by what it is. */
const processes = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync('/proc').flatMap((pid) => {
      try {
        const env = readFileSync(`/proc/${pid}/environ`, 'utf8')
        if (!env.split('\0').includes(`WEIR_DIR=${folder}`)) return []
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        const node = /\0WEIR_NODE=\{"id":"(\w+)"/.exec(env)?.[1]
        const program =
          command.find((word) => /ffmpeg$|prometheus$/.test(word)) ?? (node ? 'node' : command.slice(0, 4).join(' '))
        return [[`${/\w*$/.exec(program)?.[0]} ${node ?? ''}`.trim(), `${env} ${command.join(' ')}`] as const]
      } catch {
        return []
      }
    }),
  )

/** Of every node's process that was started from this state folder, the configuration that it holds. */
const nodeTokens = (folder: string): string[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const env = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
      if (!env.includes(`WEIR_DIR=${folder}`)) return []
      const node = env.find((one) => one.startsWith('WEIR_NODE='))
      return node ? [(JSON.parse(node.slice('WEIR_NODE='.length)) as { controlToken: string }).controlToken] : []
    } catch {
      return []
    }
  })

test('doors and secrets, in processes', need('ffmpeg', 'chromium', 'prometheus'), async (t) => {
  const place = workplace(t, { CAMERA_URL })
  const up = await upIn(place, writeTopology(place), 'process')
  await foreignPagesGetNowhere(t, up, place)
  await t.test('no node holds a token that the console, or another node, takes', async () => {
    const { console, others } = placesOf(up)
    const tokens = new Set(nodeTokens(place.folder))
    assert.equal(tokens.size, 5, 'each node has one of its own')
    const change = (url: string, method: string, token: string) =>
      fetch(url, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: '{}',
      })
    for (const token of tokens)
      assert.equal((await change(`${console}/api/nodes/edge1/kill`, 'POST', token)).status, 401)
    const taken = await Promise.all(
      [...tokens].map(async (token) => (await change(`${others[0]}/api/links/x`, 'PUT', token)).status),
    )
    assert.deepEqual(taken.toSorted(), [401, 401, 401, 401, 404])
  })
  await secretIsNowhere(t, up, place, async () => ({}))
  await t.test('of the processes only the ingress that opens it, its ffmpeg and the orchestrator know a secret', () => {
    const found = processes(place.folder)
    assert.ok(Object.keys(found).length >= 7, Object.keys(found).join(', '))
    for (const [ingress, secrets] of [
      ['in2', SECRETS],
      ['in3', WRITTEN_SECRETS],
    ] as const) {
      const knowing = Object.entries(found).filter(([name, text]) => leaksIn({ [name]: text }, secrets).length > 0)
      assert.deepEqual(
        knowing
          .map(([name]) => name)
          .filter((name) => !RegExp(`^(node ${ingress}|ffmpeg ${ingress}|serve)$`).test(name)),
        [],
      )
      assert.ok(knowing.some(([name]) => name === `node ${ingress}`))
    }
  })
  await secretGoesOn(t, place, 'process', async () => processes(place.folder)['node in3'] ?? '')
  await t.test('other users of this machine do not get into the folder', () => {
    assert.equal(statSync(join(place.folder, 'doors')).mode & 0o077, 0)
    assert.equal(statSync(join(place.folder, 'current.json')).mode & 0o077, 0)
  })
})

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { tierImages, usualBase } from './images.ts'

test('images are named for their sources: two checkouts share none but those of the same code', (t) => {
  const checkout = (main: string): string => {
    const root = mkdtempSync(join(tmpdir(), 'weir-images-'))
    t.after(() => rmSync(root, { recursive: true }))
    for (const folder of ['services', 'images/tier']) mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, '.dockerignore'), '*\n!services\n')
    writeFileSync(join(root, 'services/main.ts'), main)
    writeFileSync(join(root, 'services/main.test.ts'), `test of ${root}`)
    return root
  }
  const [mine, same, other] = [checkout('one'), checkout('one'), checkout('two')]
  const images = tierImages(mine, 'node:24')
  assert.match(images.tier, /^weir-tier:[0-9a-f]{16}$/)
  assert.match(images.ingress, /^weir-ingress:[0-9a-f]{16}$/)
  assert.deepEqual(tierImages(same, 'node:24'), images)
  assert.notEqual(tierImages(other, 'node:24').tier, images.tier)
  assert.notEqual(tierImages(mine, 'debian').tier, images.tier)
  writeFileSync(join(mine, 'images/tier/Dockerfile'), 'FROM scratch')
  assert.notEqual(tierImages(mine, 'node:24').tier, images.tier)
})

test('what they are built on stands in the Dockerfile', (t) => {
  assert.match(usualBase('.'), /^node:24-/)
  const root = mkdtempSync(join(tmpdir(), 'weir-images-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'images/tier'), { recursive: true })
  writeFileSync(join(root, 'images/tier/Dockerfile'), 'FROM scratch\n')
  assert.throws(() => usualBase(root), /images\/tier\/Dockerfile has no ARG BASE=…, expected/)
})

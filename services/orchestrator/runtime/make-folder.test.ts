import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { makeFolder } from './make-folder.ts'

test('folders are made with those around them, and one that can not be made is an error', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'weir-make-folder-'))
  t.after(() => rmSync(root, { recursive: true }))
  makeFolder(join(root, 'a/b/c'))
  makeFolder(join(root, 'a/b/c'))
  assert.ok(statSync(join(root, 'a/b/c')).isDirectory())
  writeFileSync(join(root, 'file'), '')
  assert.throws(() => makeFolder(join(root, 'file/b')), /ENOTDIR/)
  if (process.platform === 'linux') assert.throws(() => makeFolder('/proc/weir/state'), /ENOENT/)
})

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { findPlayerFolder } from './player-folder.ts'

test('finds the built player from the script, the working directory or the environment', (context) => {
  const root = mkdtempSync(join(tmpdir(), 'weir-player-'))
  context.after(() => rmSync(root, { recursive: true }))
  const player = join(root, 'dist/player')
  mkdirSync(player, { recursive: true })
  writeFileSync(join(player, 'player.js'), '')
  assert.equal(findPlayerFolder({}, join(root, 'dist/services/edge/main.js'), '/'), player)
  assert.equal(findPlayerFolder({}, join(root, 'dist/tests/e2e/01.test.js'), '/'), player)
  assert.equal(findPlayerFolder({}, '/usr/bin/node', root), player)
  assert.equal(findPlayerFolder({ WEIR_PLAYER_DIR: player }, '/', '/'), player)
  assert.throws(
    () => findPlayerFolder({ WEIR_PLAYER_DIR: root }, '/', '/'),
    /no built player: looked for player\.js in/,
  )
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { engineAddress } from './engine-address.ts'

test('where the client finds its engine: its variable, its context, or where it usually is', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-client-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const HOME = folder
  assert.equal(engineAddress({ HOME }), 'unix:///var/run/docker.sock')
  const desktop = join(folder, '.docker/contexts/meta', createHash('sha256').update('desktop').digest('hex'))
  mkdirSync(desktop, { recursive: true })
  const meta = { Name: 'desktop', Endpoints: { docker: { Host: 'unix:///home/me/.docker/desktop.sock' } } }
  writeFileSync(join(desktop, 'meta.json'), JSON.stringify(meta))
  assert.equal(engineAddress({ HOME }), 'unix:///var/run/docker.sock')
  assert.equal(engineAddress({ HOME, DOCKER_CONTEXT: 'desktop' }), 'unix:///home/me/.docker/desktop.sock')
  writeFileSync(join(folder, '.docker/config.json'), '{ "currentContext": "desktop" }')
  assert.equal(engineAddress({ HOME }), 'unix:///home/me/.docker/desktop.sock')
  assert.equal(engineAddress({ HOME, DOCKER_CONTEXT: 'default' }), 'unix:///var/run/docker.sock')
  assert.equal(engineAddress({ HOME, DOCKER_HOST: 'tcp://10.0.0.9:2376' }), 'tcp://10.0.0.9:2376')
  assert.equal(engineAddress({ HOME, DOCKER_CONTEXT: 'gone' }), 'of the context gone')
  writeFileSync(join(folder, '.docker/config.json'), '{ "currentContext":')
  assert.equal(
    engineAddress({ HOME: '/nowhere', DOCKER_CONFIG: join(folder, '.docker') }),
    'unix:///var/run/docker.sock',
  )
})

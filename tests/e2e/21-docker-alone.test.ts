// Docker without Node on the host: tools/weir-docker does what `make up` does.
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { need } from '@weir/test-support'
import { run, workplace } from './lab.ts'
import { inDocker } from './leftovers.ts'

test('up, status, a fault and down, on a host that has Docker and no Node', need('docker'), async (t) => {
  const place = workplace(t, { WEIR_GRAFANA: 'off' })
  // Stands before the real one on the PATH, and is none.
  writeFileSync(join(place.folder, 'node'), '#!/bin/sh\nexit 127\n')
  chmodSync(join(place.folder, 'node'), 0o755)
  const env = { ...place.env, PATH: `${place.folder}:${process.env.PATH}` }
  const make = async (...args: readonly string[]) => {
    const { code, output } = await run('make', ['--no-print-directory', ...args], env)
    return { code, output }
  }
  const up = await make('up', 'TOPOLOGY=solo')
  assert.equal(up.code, 0, up.output)
  assert.match(up.output, new RegExp(`http://127\\.0\\.0\\.1:${env.WEIR_EDGE_PORT}/watch/cam`))
  const health = await fetch(`http://127.0.0.1:${env.WEIR_EDGE_PORT}/healthz`)
  assert.equal(health.status, 200)
  assert.match((await make('status')).output, /solo, docker runtime/)
  assert.equal(
    (await run('tools/weir', ['kill', 'solo'], env)).output,
    'solo is killed; `weir start solo` brings it back\n',
  )
  assert.match((await make('up', 'TOPOLOGY=solo')).output, /running already/)
  assert.match((await make('up', 'TOPOLOGY=solo', 'RUNTIME=process')).output, /RUNTIME=process needs Node/)

  const down = await make('down')
  assert.equal(down.code, 0, down.output)
  assert.deepEqual(await inDocker(), [])
})

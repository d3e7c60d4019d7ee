// An engine that goes away half-way through `make up`.
import assert from 'node:assert/strict'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import test from 'node:test'
import { need } from '@weir/test-support'
import { PROJECT, run, workplace } from './lab.ts'
import { inDocker } from './leftovers.ts'

/** Passes on what goes to the engine's socket until a container is to be started; then nobody answers until it is back. */
const losingEngine = async (path: string) => {
  const sockets = new Set<Socket>()
  let lost = false
  let isBack = false
  const server = createServer((client) => {
    const engine = createConnection('/var/run/docker.sock')
    for (const socket of [client, engine]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    client.on('data', (data) => {
      if (!isBack && /^POST \S*\/containers\/\w+\/start/m.test(data.toString('latin1'))) {
        lost = true
        server.close()
        for (const socket of sockets) socket.destroy()
      } else engine.write(data)
    })
    engine.pipe(client)
    client.on('end', () => engine.end())
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  return {
    lost: () => lost,
    back: () => {
      isBack = true
      return new Promise<void>((resolve) => server.listen(path, resolve))
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('one clear message, and `make down` ends what the engine still has once it is back', need('docker'), async (t) => {
  const place = workplace(t, { WEIR_GRAFANA: 'off' })
  const socket = join(place.folder, 'engine.sock')
  const engine = await losingEngine(socket)
  t.after(() => engine.close())
  const env = { ...place.env, DOCKER_HOST: `unix://${socket}` }
  const { code, output } = await run('make', ['--no-print-directory', 'up', 'TOPOLOGY=solo', 'RUNTIME=docker'], env)
  assert.notEqual(code, 0, output)
  assert.ok(engine.lost(), output)
  assert.match(output, /the Docker engine went away while the lab was starting/)
  assert.doesNotMatch(output, /\n\s+at /, 'a message is no stack trace')

  const containers = await run(
    'docker',
    ['ps', '-aq', '--filter', `label=com.docker.compose.project=${PROJECT}`],
    process.env,
  )
  assert.notEqual(containers.output, '')
  const away = await place.make('down')
  assert.notEqual(away.code, 0)
  assert.match(
    away.output,
    /^the Docker engine does not answer \(.*\); once it is back, `make down` ends what it still has$/m,
  )
  await engine.back()
  assert.equal((await place.make('down')).code, 0)
  assert.deepEqual(await inDocker(), [])
})

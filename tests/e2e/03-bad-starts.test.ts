// Every way in which `make up` can go wrong ends with one clear message, a non-zero exit and nothing running.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { need } from '@weir/test-support'
import { workplace } from './lab.ts'
import { leftovers } from './leftovers.ts'

const refused = async (t: TestContext, topology: string, message: RegExp, overrides: NodeJS.ProcessEnv = {}) => {
  const place = workplace(t, overrides)
  const { code, output } = await place.make('up', `TOPOLOGY=${topology}`, 'RUNTIME=process')
  assert.notEqual(code, 0, output)
  assert.match(output, message)
  assert.doesNotMatch(output, /\n\s+at /, 'a message is no stack trace')
  assert.deepEqual(await leftovers(place.folder, 'process'), [])
}

const withTopology = (t: TestContext, yaml: string): string => {
  const file = join(workplace(t).folder, 'lab.yaml')
  writeFileSync(file, yaml)
  return file
}

test('a bad topology: all its faults, each with its line', async (t) => {
  const file = withTopology(
    t,
    `topologies:
  broken:
    streams:
      cam: { source: tset }
    nodes:
      in1: { kind: ingress, streams: [cam] }
      edge1: { kind: edgy }
    links:
      - [in1, edge2]
`,
  )
  await refused(t, file, /:4:.*tset.*:7:.*edgy.*:9:.*edge2/s)
})

test('a busy port: its number and the variable that moves it', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as { port: number }
  await refused(t, 'diamond', new RegExp(`${port}.*WEIR_CONSOLE_PORT|WEIR_CONSOLE_PORT.*${port}`), {
    WEIR_CONSOLE_PORT: String(port),
  })
})

test('no ffmpeg: says how to get one', async (t) => {
  await refused(t, 'diamond', /ffmpeg/i, { WEIR_FFMPEG: '/nowhere/ffmpeg' })
})

test('a source file that is not there', async (t) => {
  const file = withTopology(
    t,
    `topologies:
  film:
    streams:
      film: { source: file, input: gone.mp4 }
    nodes:
      both: { roles: [ingress, edge], streams: [film] }
`,
  )
  await refused(t, file, /gone\.mp4/)
})

/** What is no source, how it is made, and what is to be said of it in the first words. */
const NO_SOURCES: readonly (readonly [string, string, (path: string) => void, RegExp])[] = [
  [
    'a text that is called a film',
    'text.mp4',
    (path) => writeFileSync(path, 'no film at all\n'.repeat(100)),
    /^both: stream "film": source file ".*text\.mp4" is nothing that ffmpeg can play: moov atom not found, so that it is no MP4/m,
  ],
  [
    'a film whose index was never written',
    'cut.mp4',
    (path) => {
      made(path, '-f', 'lavfi', '-i', 'testsrc2=size=64x64', '-t', '1')
      writeFileSync(path, readFileSync(path).subarray(0, -2000))
    },
    /^both: stream "film": source file ".*cut\.mp4" is nothing that ffmpeg can play: /m,
  ],
  [
    'sound without a picture',
    'song.m4a',
    (path) => made(path, '-f', 'lavfi', '-i', 'sine', '-t', '1'),
    /^both: stream "film": file ".*song\.m4a" has no picture: a stream needs one, sound alone won’t do$/m,
  ],
]
const made = (path: string, ...options: string[]) => execFileSync('ffmpeg', ['-v', 'error', ...options, path])
for (const [name, file, make, message] of NO_SOURCES) {
  test(`${name}: up ends at once, with the reason as its first words`, need('ffmpeg'), async (t) => {
    const place = workplace(t, { WEIR_UP_TIMEOUT_SECONDS: '120' })
    make(join(place.folder, file))
    const yaml = `topologies:
  film:
    streams:
      film: { source: file, input: ${file} }
    nodes:
      both: { roles: [ingress, edge], streams: [film] }
`
    writeFileSync(join(place.folder, 'lab.yaml'), yaml)
    const { code, output, seconds } = await place.weir('up', join(place.folder, 'lab.yaml'), '--runtime', 'process')
    assert.equal(code, 1, output)
    assert.match(output, message)
    assert.doesNotMatch(output, /log:|is starting/)
    assert.ok(seconds < 30, `took ${seconds} s`)
    assert.deepEqual(await leftovers(place.folder, 'process'), [])
  })
}

test('a topology that nobody has heard of: what there is', async (t) => {
  await refused(t, 'diamont', /diamont.*diamond/s)
})

test('an engine that is not there, when Docker was asked for', async (t) => {
  const place = workplace(t, { DOCKER_HOST: 'unix:///nowhere/docker.sock' })
  const { code, output } = await place.make('up', 'TOPOLOGY=diamond', 'RUNTIME=docker')
  assert.notEqual(code, 0, output)
  // Two sentences: of an engine that does not answer, and of a host without the docker command.
  assert.match(output, /^RUNTIME=docker: .*docker.*; expected .*RUNTIME=process$/im)
})

test('two labs at once: the second says which one runs', need('ffmpeg'), async (t) => {
  const place = workplace(t)
  const first = await place.make('up', 'TOPOLOGY=solo', 'RUNTIME=process')
  assert.equal(first.code, 0, first.output)
  const again = await place.make('up', 'TOPOLOGY=solo', 'RUNTIME=process')
  assert.equal(again.code, 0, again.output)
  assert.match(again.output, /\/watch\//, 'the URLs once more')
  const other = await place.make('up', 'TOPOLOGY=chain', 'RUNTIME=process')
  assert.notEqual(other.code, 0, other.output)
  assert.match(other.output, /solo/)
})

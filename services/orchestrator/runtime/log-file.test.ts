// Disks that take no more: one that this process can do without, and a real one.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { labPorts } from '@weir/test-support'
import { loadPlan } from '../topology/load.ts'
import { type Disk, lastLines, openLogFile } from './log-file.ts'
import { processRuntime } from './process.ts'

const folderOf = (t: TestContext) => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'weir-disk-'))
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}
const failure = (code: string) => Object.assign(new Error(`${code}: write`), { code })

/** A disk with so many bytes left; null for any number. */
const smallDisk = () => {
  const room: { left: number | null; code: string } = { left: null, code: 'ENOSPC' }
  const disk: Disk = {
    ...fs,
    writeSync: ((file: number, bytes: Uint8Array, at: number, length: number) => {
      if (room.left === 0) throw failure(room.code)
      const may = Math.min(length, room.left ?? length)
      if (room.left !== null) room.left -= may
      return fs.writeSync(file, bytes, at, may)
    }) as unknown as Disk['writeSync'],
  }
  return { room, disk }
}

test('a full disk costs lines, which are counted, and said once there is room', (t) => {
  const path = join(folderOf(t), 'a.log')
  const { room, disk } = smallDisk()
  const log = openLogFile(path, 1000, disk)
  log.write('one\n')
  assert.equal(log.lost(), null)
  room.left = 4
  log.write('two two\n')
  log.write('three\nfour\n')
  assert.deepEqual(log.lost(), { lines: 3, reason: 'no space left on the device (ENOSPC)' })
  room.left = null
  log.write('five\n')
  log.write('six\n')
  log.close()
  log.write('seven\n')
  assert.deepEqual(lastLines(path, 10), [
    'one',
    'two ',
    'weir: 3 lines of this log could not be written: no space left on the device (ENOSPC)',
    'five',
    'six',
  ])
})

test('what is lost last is said when the log is closed', (t) => {
  const path = join(folderOf(t), 'a.log')
  const { room, disk } = smallDisk()
  room.left = 0
  room.code = 'EDQUOT'
  const log = openLogFile(path, 1000, disk)
  log.write('one\n')
  room.left = null
  log.close()
  assert.deepEqual(lastLines(path, 10), [
    'weir: 1 line of this log could not be written: the disk quota is used up (EDQUOT)',
  ])
  assert.equal(log.lost()?.lines, 1)
})

for (const call of ['openSync', 'mkdirSync', 'renameSync', 'fstatSync', 'closeSync'] as const)
  test(`a log whose ${call} fails throws nothing, and writes once it can`, (t) => {
    const path = join(folderOf(t), 'logs', 'a.log')
    let fails = true
    const real: Disk = { ...fs }
    const disk: Disk = { ...fs }
    Object.assign(disk, {
      [call]: (...given: unknown[]) => {
        if (fails) throw failure('EACCES')
        return (real[call] as (...args: unknown[]) => unknown)(...given)
      },
    })
    const log = openLogFile(path, 20, disk)
    for (let i = 0; i < 5; i++) log.write(`number ${i}\n`)
    fails = false
    log.write('the end\n')
    log.close()
    assert.equal(lastLines(path, 1)[0], 'the end')
  })

test('a lab goes on when its folder is full, and says what was lost', async (t) => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'weir-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'weir-test', folder]).status === 0
  let close = async () => {}
  // In this order: who writes there goes first.
  t.after(async () => {
    await close()
    if (mounted) spawnSync('umount', ['-l', folder])
    fs.rmSync(folder, { recursive: true, force: true })
  })
  if (!mounted) return t.skip('needs root and a kernel that mounts a tmpfs')
  const [edge = 0, nodes = 0] = await labPorts(2)
  const runtime = await processRuntime(
    {
      plan: loadPlan('diamond', 'topology.yaml'),
      runtime: 'process',
      controlToken: 'a token for the tests',
      consoleToken: 'a token of the console',
      doors: { hosts: [], own: [], origins: [] },
      bind: '127.0.0.1',
      ports: { console: 0, edges: { edge1: edge }, nodes, prometheus: 0, grafana: 0 },
      folder,
    },
    {
      mainPath: () => resolve('dist/tests/support/fake-node/main.js'),
      env: process.env,
      prometheus: null,
      say: () => {},
    },
  )
  close = () => runtime.close()
  const until = async (condition: () => boolean, what: string) => {
    const deadline = performance.now() + 15_000
    while (!condition()) {
      assert.ok(performance.now() < deadline, what)
      await new Promise((wake) => setTimeout(wake, 10))
    }
  }
  const node = (id: string) => runtime.nodes().find((one) => one.id === id)
  const runs = (id: string) => node(id)?.state === 'running'
  await until(() => runtime.nodes().every(({ id }) => runs(id)), 'all run')
  // A log takes the rest of its last page without asking for another.
  const path = join(folder, 'logs', 'mid-a.log')
  fs.appendFileSync(path, `${'-'.repeat(4095 - (fs.statSync(path).size % 4096))}\n`)
  assert.throws(() => fs.writeFileSync(join(folder, 'ballast'), Buffer.alloc(1_000_000)), { code: 'ENOSPC' })

  await runtime.fault('mid-a', 'restart')
  await runtime.fault('mid-b', 'kill')
  await runtime.fault('mid-b', 'start')
  assert.ok(['in1', 'mid-a', 'mid-b', 'edge1'].every(runs))
  assert.match(node('mid-a')?.lostLines?.reason ?? '', /ENOSPC/)
  const lines = node('mid-a')?.lostLines?.lines ?? 0
  assert.ok(lines >= 2, `lost ${lines} lines: of its end and of its start`)

  fs.rmSync(join(folder, 'ballast'))
  await runtime.fault('mid-a', 'restart')
  assert.match(fs.readFileSync(path, 'utf8'), new RegExp(`^weir: ${lines} lines of this log could not be written`, 'm'))
})

import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { takeLock, whoStarts } from './lock.ts'

const ROUNDS = 100
const GONE = JSON.stringify({ pid: 2 ** 30, startTime: '1' })

const folderFor = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-lock-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

interface Round {
  readonly folder: string
  /** When to take it. */
  readonly atMillis: number
}

/** A file system without hard links. */
const withoutLinks = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: operation not permitted, link`), { code, syscall: 'link' })
}

/** As the other process: takes the lock of each round at the moment that is given, and tells whether it got it. */
const contend = (link: typeof linkSync) => {
  process.on('message', ({ folder, atMillis }: Round) => {
    while (Date.now() < atMillis);
    try {
      takeLock(folder, link)
      process.send?.('mine')
    } catch (error) {
      process.send?.((error as Error).message)
    }
  })
}

const contenders = (count: number, code: string): ChildProcess[] =>
  Array.from({ length: count }, () =>
    spawn(process.execPath, [fileURLToPath(import.meta.url), 'contend', code], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    }),
  )

const [, , how, code = ''] = process.argv
if (how === 'contend') contend(code === '' ? linkSync : withoutLinks(code))
else {
  for (const code of ['', 'EPERM', 'ENOTSUP'])
    test(`of several who find a lock of one that has gone, one takes it over${code && `, where a link is ${code}`}`, async (t) => {
      const all = contenders(3, code)
      t.after(() => {
        for (const child of all) child.kill()
      })
      await Promise.all(all.map((child) => once(child, 'spawn')))
      const top = folderFor(t)
      for (let round = 0; round < ROUNDS; round++) {
        const folder = join(top, String(round))
        mkdirSync(folder)
        // The first of a process that crashed, the second of one that crashed while it wrote.
        const lock = join(folder, 'up.lock')
        if (code !== '' && round % 3 === 0) {
          mkdirSync(lock)
          writeFileSync(join(lock, 'holder'), GONE)
        } else writeFileSync(lock, round % 2 === 0 ? GONE : '')
        const answers = all.map((child) => once(child, 'message'))
        for (const child of all) child.send({ folder, atMillis: Date.now() + 5 } satisfies Round)
        const told = (await Promise.all(answers)).map(([answer]) => String(answer))
        const mine = told.filter((answer) => answer === 'mine')
        assert.equal(mine.length, 1, `round ${round}: ${told.join('; ')}`)
        for (const answer of told.filter((each) => each !== 'mine'))
          assert.match(answer, /^another `weir up` \(pid \d+\) is starting a lab/)
        assert.deepEqual(readdirSync(folder), ['up.lock'])
      }
    })

  test('a lock is given back, and one whose taking over was cut short is taken over all the same', (t) => {
    const folder = folderFor(t)
    const file = join(folder, 'up.lock')
    const dead = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))'], { encoding: 'utf8' })
    writeFileSync(file, JSON.stringify({ pid: Number(dead.stdout), startTime: '7' }))
    writeFileSync(`${file}.after-${dead.stdout}-7`, GONE)
    assert.equal(whoStarts(folder), null)
    const release = takeLock(folder)
    assert.throws(() => takeLock(folder), /is starting a lab, expected one at a time/)
    release()
    assert.equal(existsSync(file), false)
    assert.deepEqual(readdirSync(folder), [])
  })

  for (const code of ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'])
    test(`a folder whose file system has no hard links (${code}): one at a time, given back, taken over`, (t) => {
      const folder = folderFor(t)
      const link = withoutLinks(code)
      const release = takeLock(folder, link)
      assert.throws(() => takeLock(folder, link), /is starting a lab, expected one at a time/)
      assert.deepEqual(readdirSync(folder), ['up.lock'])
      release()
      assert.deepEqual(readdirSync(folder), [])
      const lock = join(folder, 'up.lock')
      mkdirSync(lock)
      // Cut short while it was given back.
      takeLock(folder, link)()
      assert.deepEqual(readdirSync(folder), [])
      mkdirSync(lock)
      writeFileSync(join(lock, 'holder'), GONE)
      assert.equal(whoStarts(folder), null)
      takeLock(folder, link)()
      assert.deepEqual(readdirSync(folder), [])
    })

  test('what else is wrong with the folder is thrown', (t) => {
    assert.throws(() => takeLock(folderFor(t), withoutLinks('EIO')), { code: 'EIO' })
  })
}

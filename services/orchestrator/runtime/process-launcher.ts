// The process runtime as the command line sees it: the orchestrator as a detached process of its own, so that the lab
// stays when the command has returned, and logs as files.

import { spawn } from 'node:child_process'
import { chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '@weir/reason'
import { endProcess, identify, isAlive, type ProcessIdentity } from './identity.ts'
import type { Lab, Launcher, Started } from './lab.ts'
import { lastLines } from './log-file.ts'
import { makeFolder } from './make-folder.ts'
import { type NamedProcess, pidsFile } from './pids-file.ts'
import { tail } from './tail.ts'
import { writeWhole } from './write-whole.ts'

/** Longer than the orchestrator itself gives its children. */
const GRACE_SECONDS = 8

const identityOf = ({ pid, startTime }: Started): ProcessIdentity | null =>
  pid !== undefined && startTime !== undefined ? { pid, startTime } : null

/** The children that still run, from the file that process.ts keeps. */
const leftOf = (lab: Lab): readonly NamedProcess[] => {
  if (!existsSync(pidsFile(lab))) return []
  return (JSON.parse(readFileSync(pidsFile(lab), 'utf8')) as NamedProcess[]).filter(isAlive)
}

/** `root` is the folder that dist/ is in. */
export const processLauncher = (root: string): Launcher => ({
  name: 'process',

  start: (lab, { secrets, signal, say, record }) =>
    new Promise((resolve, reject) => {
      const logs = join(lab.folder, 'logs')
      // What earlier runs wrote would be taken for this one's.
      rmSync(logs, { recursive: true, force: true })
      makeFolder(logs)
      // Its files hold tokens.
      chmodSync(lab.folder, 0o700)
      const file = join(lab.folder, 'lab.json')
      writeFileSync(file, JSON.stringify(lab, null, 2), { mode: 0o600 })
      const path = join(logs, 'orchestrator.log')
      // What it says itself is bounded; besides, Node prints there why it died.
      const log = openSync(path, 'a')
      const main = join(root, 'dist/services/orchestrator/cli/main.js')
      const child = spawn(process.execPath, ['--enable-source-maps', main, 'serve', '--log', path, file], {
        cwd: root,
        env: { ...process.env, ...secrets },
        detached: true,
        stdio: ['ignore', log, log, 'ipc'],
      })
      closeSync(log)
      const identity = identify(child.pid ?? 0)
      if (identity) record(identity)
      const fail = (error: Error) => {
        signal.removeEventListener('abort', abort)
        if (child.connected) child.disconnect()
        reject(error)
      }
      const abort = () => fail(signal.reason as Error)
      signal.addEventListener('abort', abort)
      child.on('message', (message: { type: string; line?: string }) => {
        if (message.type === 'say') say(message.line ?? '')
        if (message.type === 'failed') fail(new Error(message.line))
        if (message.type === 'listening' && identity) {
          signal.removeEventListener('abort', abort)
          resolve(() => {
            if (child.connected) child.send({ type: 'release' }, () => child.disconnect())
            child.unref()
          })
        }
      })
      child.once('error', (error) => fail(new Error(`the orchestrator could not be started: ${reasonOf(error)}`)))
      child.once('exit', (code, killedBy) => {
        const why = lastLines(join(logs, 'orchestrator.log'), 3).join('\n')
        fail(new Error(`the orchestrator ended early (${killedBy ?? `code ${code}`})${why === '' ? '' : `:\n${why}`}`))
      })
    }),

  change: {
    check: async () => {},
    // The orchestrator does it all; this is for whoever reads the file.
    begin: async (_, next) => writeWhole(join(next.folder, 'lab.json'), JSON.stringify(next, null, 2), 0o600),
    end: async () => {},
  },

  stop: async (lab, started) => {
    const identity = identityOf(started)
    if (identity) await endProcess(identity, GRACE_SECONDS)
    // Only where the kernel could not do it: an orchestrator that was killed, on a system without PDEATHSIG.
    await Promise.all(leftOf(lab).map((left) => endProcess(left, 1)))
    rmSync(pidsFile(lab), { force: true })
  },

  look: async (lab, started) => {
    const identity = identityOf(started)
    const left = leftOf(lab).map(({ name, pid }) => `${name} (pid ${pid})`)
    return {
      alive: identity !== null && isAlive(identity),
      left: left.length > 0 ? [`the processes ${left.join(', ')}`] : [],
    }
  },

  logs: (lab, node, options, write) => {
    const names = node === null ? ['orchestrator', ...lab.plan.nodes.map(({ id }) => id), 'prometheus'] : [node]
    const width = Math.max(...names.map((name) => name.length))
    return tail(
      names.map((name) => ({
        path: join(lab.folder, 'logs', `${name}.log`),
        prefix: node === null ? `${name.padEnd(width)} | ` : '',
      })),
      options,
      write,
    )
  },
})

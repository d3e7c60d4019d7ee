// `weir serve <lab.json>`: the orchestrator. In the process runtime `weir up` starts it, detached; in Docker it is its
// container's command. Ends on SIGTERM and SIGINT, and with the command that started it as long as that has not let go.
import { readFileSync } from 'node:fs'
import { redact } from '@weir/redact'
import { orchestrate } from '../console/orchestrate.ts'
import type { Lab } from '../runtime/lab.ts'
import { openLogFile } from '../runtime/log-file.ts'
import { startRuntime } from '../runtime/start.ts'
import type { Context } from './context.ts'
import { errorText } from './error-text.ts'

export const serve = async (
  { root, folder, settings }: Context,
  file: string,
  options: { readonly listen?: string; readonly log?: string },
): Promise<void> => {
  const lab = JSON.parse(readFileSync(file, 'utf8')) as Lab
  const tell = (message: object) =>
    new Promise<void>((sent) =>
      process.connected ? process.send?.(message, undefined, undefined, () => sent()) : sent(),
    )
  // In Docker the engine keeps what is printed, and bounds it.
  const log = options.log === undefined ? null : openLogFile(options.log)
  const write = (line: string) => (log ? log.write(`${line}\n`) : console.log(line))
  const say = (words: string) => {
    const line = redact(words)
    write(line)
    void tell({ type: 'say', line })
  }

  let end = () => {}
  const asked = new Promise<void>((resolve) => {
    end = resolve
  })
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  // A terminal that closes is no reason.
  process.on('SIGHUP', () => {})
  process.once('disconnect', end)
  process.on('message', (message: { type?: string }) => {
    if (message.type !== 'release') return
    process.off('disconnect', end)
    process.disconnect?.()
  })

  try {
    const orchestrator = await orchestrate(lab, options.listen ?? lab.bind, () =>
      startRuntime(lab, { root, settings, say }),
    )
    await tell({ type: 'listening' })
    await asked
    await orchestrator.close()
  } catch (error) {
    const line = redact(errorText(error, folder))
    write(line)
    await tell({ type: 'failed', line })
    process.exitCode = 1
  }
  if (process.connected) process.disconnect()
}

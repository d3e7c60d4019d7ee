// The one file that knows fluent-ffmpeg, which is archived upstream: builds the command, runs it, says how it ended.
import { reasonOf } from '@weir/reason'
import type { Redact } from '@weir/redact'
import ffmpeg from 'fluent-ffmpeg'
import type { CommandPlan } from './command.ts'

/** How to run the binary so that it cannot outlive us. */
export interface FfmpegBinary {
  readonly path: string
  /** setpriv's path where there is one (Linux, util-linux). */
  readonly setpriv?: string
}

export interface FfmpegRun {
  /** Ends at once. */
  kill(): void
  /** Resolves once the process is gone; with what it said last if it ended badly. Never rejects. */
  readonly ended: Promise<FfmpegEnd>
}

export interface FfmpegEnd {
  /** Exit code 0: the input came to its end. */
  readonly ok: boolean
  /** One line: how it ended, and the last that it said. */
  readonly reason: string
}

/** Lines of stderr that are kept for the message. */
const TAIL_LINES = 12
const REASON_CHARACTERS = 500

/** What stands before the binary's path, so that the kernel kills ffmpeg when we die, however we die. */
export const wrapOf = ({ setpriv }: FfmpegBinary): readonly string[] =>
  setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'KILL', '--']

/** `redact` is for what ffmpeg says: it quotes the addresses that it was given. */
export const runFfmpeg = (binary: FfmpegBinary, plan: CommandPlan, redact: Redact): FfmpegRun => {
  const command = ffmpeg({ stdoutLines: TAIL_LINES })
  // It would run the binary twice, to ask for its formats and encoders, before it starts it: 0.3 s to the first frame.
  Object.assign(command, {
    _checkCapabilities: (done: (error: null) => void) => done(null),
    availableEncoders: (done: (error: null, encoders: object) => void) => done(null, {}),
  })
  // Options of the first input are the first of the command line.
  const [path = binary.path, ...wrapped] = [...wrapOf(binary), binary.path]
  command.setFfmpegPath(path)
  plan.inputs.forEach((input, index) => {
    command.input(input.from)
    command.inputOptions(...(index === 0 ? [...wrapped, ...plan.globalOptions] : []), ...input.options)
  })
  for (const output of plan.outputs) {
    command.output(output.to)
    command.outputOptions(...output.options)
  }
  const ended = new Promise<FfmpegEnd>((resolve) => {
    command.on('end', () => resolve({ ok: true, reason: 'its input ended' }))
    command.on('error', (error: Error, _stdout: string | null, stderr: string | null) => {
      // Before it is cut: half a secret could not be told from other words.
      const tail = redact((stderr ?? '').trim().split('\n').slice(-TAIL_LINES).join('; ')).slice(-REASON_CHARACTERS)
      const message = redact(reasonOf(error))
      resolve({ ok: false, reason: tail === '' ? message : `${message}: ${tail}` })
    })
  })
  // It looks for the binary first, and until then has nothing to kill.
  let running = false
  let killed = false
  const kill = (): void => {
    killed = true
    if (running) command.kill('SIGKILL')
  }
  command.on('start', () => {
    running = true
    if (killed) kill()
  })
  command.run()
  return { ended, kill }
}

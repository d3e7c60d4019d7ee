// How long an engine is waited for that takes a connection and then says nothing (stopped, or out of memory). A question
// has a limit. What is to be done has none, as it may take long: while it says nothing, the engine is asked now and then
// whether it is still there. Whoever waits is told after a moment, once.

/** Seconds until it is said that the engine is waited for. */
const NOTICE_SECONDS = 3
/** Seconds that a question may take. */
export const QUESTION_SECONDS = 20
/** Milliseconds without a word after which the engine is asked whether it is there, and until it is asked again for lack of one. */
const SILENT_MILLIS = 1000
const AGAIN_MILLIS = 20_000

/** The engine has not answered in time; what was asked of it may still come to pass. */
export class EngineSilent extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'EngineSilent'
  }
}

export interface Patience {
  /** It has said something. */
  readonly heard: () => void
  /** It has ended, or nobody waits for it any more. */
  readonly end: () => void
}

export interface Waiting {
  /** What was asked, as in `docker ps`. */
  readonly what: string
  /** Where the engine is; asked for only when it has to be told. */
  readonly engine: () => string
  readonly say: (line: string) => void
  readonly giveUp: (reason: EngineSilent) => void
}

export const patienceWithQuestion = (
  { what, engine, say, giveUp }: Waiting,
  limitSeconds = QUESTION_SECONDS,
): Patience => {
  const timers = [
    setTimeout(
      () =>
        say(
          `the Docker engine at ${engine()} has not answered \`${what}\` yet; it is waited for, ${limitSeconds} s at most`,
        ),
      NOTICE_SECONDS * 1000,
    ),
    setTimeout(
      () =>
        giveUp(
          new EngineSilent(
            `the Docker engine at ${engine()} has not answered \`${what}\` within ${limitSeconds} s, expected one that runs; start it anew, or name another by DOCKER_HOST`,
          ),
        ),
      limitSeconds * 1000,
    ),
  ]
  const end = () => {
    for (const timer of timers) clearTimeout(timer)
  }
  return { heard: () => {}, end }
}

/** `ask` asks the engine whether it is there, and rejects with EngineSilent when it does not say. */
export const patienceWithAct = (
  ask: (signal: AbortSignal) => Promise<unknown>,
  giveUp: (reason: EngineSilent) => void,
): Patience => {
  const ended = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    timer = undefined
    try {
      await ask(ended.signal)
    } catch (error) {
      // Whatever else is wrong with the engine, what is being done will say.
      if (error instanceof EngineSilent && !ended.signal.aborted) return giveUp(error)
    }
    if (!ended.signal.aborted) timer = setTimeout(look, AGAIN_MILLIS)
  }
  timer = setTimeout(look, SILENT_MILLIS)
  return {
    heard: () => {
      if (!timer) return
      clearTimeout(timer)
      timer = setTimeout(look, SILENT_MILLIS)
    },
    end: () => {
      ended.abort()
      clearTimeout(timer)
    },
  }
}

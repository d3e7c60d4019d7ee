// A limit for what the engine is asked to do: one that takes a request and says nothing would hold whoever waits for ever.

/** Less than the command line waits for the console. */
const ENGINE_SECONDS = 14

/** The same for what has to be waited for all the same: `say` is told, once, and it goes on. */
export const patiently = async <T>(
  what: string,
  asked: Promise<T>,
  say: (line: string) => void,
  seconds = ENGINE_SECONDS,
): Promise<T> => {
  const timer = setTimeout(
    () =>
      say(`${what} yet: the Docker engine has not answered within ${seconds} s; what was asked of it is waited for`),
    seconds * 1000,
  )
  return asked.finally(() => clearTimeout(timer))
}

/** Rejects with one sentence when that takes longer; what was asked may still come to pass then. `what` as in "in1 can't stop". */
export const within = async <T>(what: string, asked: Promise<T>, seconds = ENGINE_SECONDS): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new Error(
            `${what}: the Docker engine has not answered within ${seconds} s; it may do what it was asked once it answers again`,
          ),
        ),
      seconds * 1000,
    )
  })
  try {
    return await Promise.race([asked, late])
  } finally {
    clearTimeout(timer)
  }
}

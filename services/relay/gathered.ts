// What may be asked for often and is done seldom: at once when it has been quiet, and then no more than once in so long.

export interface Gathered {
  call(): void
  close(): void
}

export const createGathered = (everyMillis: number, act: () => void): Gathered => {
  let timer: NodeJS.Timeout | undefined
  let again = false
  let closed = false
  const run = () => {
    again = false
    timer = setTimeout(() => {
      timer = undefined
      if (again) run()
    }, everyMillis)
    act()
  }
  return {
    call() {
      if (closed) return
      if (timer) again = true
      else run()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

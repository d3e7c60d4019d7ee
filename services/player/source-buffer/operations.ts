// One queue for all that is done to one SourceBuffer, since it takes one operation at a time. Appends that wait are
// merged into one. Owns the SourceBuffer's `updateend` and `error`. Bounded: over MOST_BYTES waiting is a fault.
import { concat } from '../concat.ts'

export type Operation =
  | { readonly kind: 'append'; readonly bytes: Uint8Array }
  | { readonly kind: 'offset'; readonly seconds: number }
  | { readonly kind: 'type'; readonly mime: string }
  | { readonly kind: 'remove'; readonly start: number; readonly end: number }

export interface OperationQueue {
  add(operation: Operation): void
  readonly waitingBytes: number
  close(): void
}

export interface OperationOptions {
  /** The buffer is full: says what can go, or undefined when nothing can. */
  readonly makeRoom: () => { start: number; end: number } | undefined
  readonly onUpdate: () => void
  /** The queue is dead; whoever owns the MediaSource builds a new one. */
  readonly onFault: (reason: string) => void
}

const MOST_BYTES = 16 * 1024 * 1024

/** Appends at the head of the queue, taken out of it as one piece. */
const takeAppends = (queue: Operation[]): Uint8Array<ArrayBuffer> => {
  const count = queue.findIndex(({ kind }) => kind !== 'append')
  const appends = queue.splice(0, count === -1 ? queue.length : count)
  return concat(appends.flatMap((o) => (o.kind === 'append' ? o.bytes : [])))
}

export const createOperationQueue = (buffer: SourceBuffer, options: OperationOptions): OperationQueue => {
  const queue: Operation[] = []
  let waitingBytes = 0
  let closed = false

  const fault = (reason: string): void => {
    if (closed) return
    close()
    options.onFault(reason)
  }

  const append = (): void => {
    const bytes = takeAppends(queue)
    try {
      buffer.appendBuffer(bytes)
      waitingBytes -= bytes.length
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error
      const room = options.makeRoom()
      if (!room) throw error
      queue.unshift({ kind: 'remove', ...room }, { kind: 'append', bytes })
    }
  }

  const drain = (): void => {
    while (!closed && !buffer.updating && queue.length > 0) {
      try {
        const next = queue[0] as Operation
        if (next.kind === 'append') append()
        else {
          queue.shift()
          if (next.kind === 'offset') buffer.timestampOffset = next.seconds
          else if (next.kind === 'type') buffer.changeType(next.mime)
          else buffer.remove(next.start, next.end)
        }
      } catch (error) {
        fault(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
      }
    }
  }

  const onUpdateEnd = (): void => {
    options.onUpdate()
    drain()
  }
  const onError = (): void => fault('the browser refused a piece of media')
  const close = (): void => {
    closed = true
    queue.length = 0
    buffer.removeEventListener('updateend', onUpdateEnd)
    buffer.removeEventListener('error', onError)
  }
  buffer.addEventListener('updateend', onUpdateEnd)
  buffer.addEventListener('error', onError)

  return {
    add: (operation) => {
      if (closed) return
      queue.push(operation)
      if (operation.kind === 'append') waitingBytes += operation.bytes.length
      if (waitingBytes > MOST_BYTES) fault(`over ${MOST_BYTES} bytes wait for the browser`)
      else drain()
    },
    get waitingBytes() {
      return waitingBytes
    },
    close,
  }
}

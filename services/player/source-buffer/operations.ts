// One queue for all that is done to one SourceBuffer, since it takes one operation at a time. Appends that wait are
// merged into one. Owns the SourceBuffer's `updateend` and `error`. Bounded: too much live media waiting is a fault.
import { concat } from '../concat.ts'

export type Operation =
  /** `liveSeconds`: how long it plays; 0 for what was replayed, which is as much as the edge's cache holds. */
  | { readonly kind: 'append'; readonly bytes: Uint8Array; readonly liveSeconds: number }
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

/** Live media that may wait, s: as much at any bitrate. */
const MOST_SECONDS = 10
/** Whatever plays for how long, and wherever it comes from. */
const MOST_BYTES = 256 * 1024 * 1024

type Append = Extract<Operation, { kind: 'append' }>

/** Appends at the head of the queue, taken out of it as one piece. */
const takeAppends = (queue: Operation[]): Append & { readonly bytes: Uint8Array<ArrayBuffer> } => {
  const count = queue.findIndex(({ kind }) => kind !== 'append')
  const appends = queue
    .splice(0, count === -1 ? queue.length : count)
    .filter((operation): operation is Append => operation.kind === 'append')
  return {
    kind: 'append',
    bytes: concat(appends.map(({ bytes }) => bytes)),
    liveSeconds: appends.reduce((sum, { liveSeconds }) => sum + liveSeconds, 0),
  }
}

export const createOperationQueue = (buffer: SourceBuffer, options: OperationOptions): OperationQueue => {
  const queue: Operation[] = []
  let waitingBytes = 0
  let waitingSeconds = 0
  let closed = false

  const fault = (reason: string): void => {
    if (closed) return
    close()
    options.onFault(reason)
  }

  const append = (): void => {
    const piece = takeAppends(queue)
    try {
      buffer.appendBuffer(piece.bytes)
      waitingBytes -= piece.bytes.length
      waitingSeconds -= piece.liveSeconds
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error
      const room = options.makeRoom()
      if (!room) throw error
      queue.unshift({ kind: 'remove', ...room }, piece)
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
      if (operation.kind === 'append') {
        waitingBytes += operation.bytes.length
        waitingSeconds += operation.liveSeconds
      }
      if (waitingSeconds > MOST_SECONDS) fault(`over ${MOST_SECONDS} s of media wait for the browser`)
      else if (waitingBytes > MOST_BYTES) fault(`over ${MOST_BYTES} bytes wait for the browser`)
      else drain()
    },
    get waitingBytes() {
      return waitingBytes
    },
    close,
  }
}

// One direction of one connection: takes bytes, holds them for as long as the pipeline says, gives them on in order.
// Owns the queue and one timer. Deadlines are absolute, so that a late timer delays one release and not all that
// follow. On a clean link nothing is held: the bytes go straight through.
import type { Pipeline } from './pipeline.ts'

export interface LaneOptions {
  /** s, monotonic. */
  readonly now: () => number
  /** Hands bytes on; false when the taker wants no more until `resume`. */
  readonly deliver: (bytes: Buffer) => boolean
  /** There is room again after `enter` said that there was none. */
  readonly onRoom: () => void
}

export interface Lane {
  /** Takes bytes; false when there is no room for more until `onRoom`. Bytes that come nevertheless are held. */
  enter(bytes: Buffer): boolean
  /** Does something once all that entered before has left: the end of the stream, an error. */
  mark(action: () => void): void
  /** Changes the link. What waits leaves no later than it would have, nor than if it entered now. */
  set(pipeline: Pipeline | undefined): void
  /** The taker wants more. */
  resume(): void
  /** Drops what waits, marks included. */
  clear(): void
  /** Nothing waits and nothing will: bytes may pass by without being entered. */
  readonly open: boolean
  readonly room: boolean
  readonly queuedBytes: number
}

interface Waiting {
  dueSeconds: number
  readonly bytes: Buffer | undefined
  readonly action: (() => void) | undefined
}

/** What a TCP connection can have on its way: the order of Linux's greatest receive window. */
const WINDOW_BYTES = 4 * 1024 * 1024
/** How far the bottleneck's queue may fill before the sender is held up, and empty before it goes on, s. */
const MAX_BACKLOG_SECONDS = 0.1
const RESUME_BACKLOG_SECONDS = 0.06
/**
 * Timers have steps of 1 ms and run late. So what is due within a lead leaves now, and the lead follows how late the
 * timer was: the error lies around 0 instead of above it. The lead stays below 1 ms, and so does the worst of being early.
 */
const FIRST_LEAD_SECONDS = 0.0005
const MAX_LEAD_SECONDS = 0.0009
const LEAD_GAIN = 0.05
const MAX_TIMER_MILLIS = 60_000

export const createLane = ({ now, deliver, onRoom }: LaneOptions): Lane => {
  let pipeline: Pipeline | undefined
  let queue: Waiting[] = []
  let head = 0
  let queuedBytes = 0
  let takerFull = false
  let senderHeld = false
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY
  let leadSeconds = FIRST_LEAD_SECONDS

  const hasRoom = (backlogSeconds: number): boolean =>
    !takerFull &&
    queuedBytes < WINDOW_BYTES &&
    (!pipeline || (!pipeline.partitioned && pipeline.freeAtSeconds() - now() <= backlogSeconds))

  const release = (): void => {
    const until = now() + leadSeconds
    while (!takerFull) {
      const item = queue[head]
      if (!item || item.dueSeconds > until) break
      head++
      if (item.bytes) {
        queuedBytes -= item.bytes.length
        if (!deliver(item.bytes)) takerFull = true
      } else item.action?.()
    }
    if (head === queue.length) {
      queue = []
      head = 0
    } else if (head > 1024) {
      queue = queue.slice(head)
      head = 0
    }
  }

  /** Learns from a timer that was set for `timerAt`. */
  const adjustLead = (): void => {
    const late = Math.min(MAX_LEAD_SECONDS, Math.max(-MAX_LEAD_SECONDS, now() - timerAt))
    leadSeconds = Math.min(MAX_LEAD_SECONDS, Math.max(0, leadSeconds + LEAD_GAIN * late))
  }

  const run = (): void => {
    release()
    if (senderHeld && hasRoom(RESUME_BACKLOG_SECONDS)) {
      senderHeld = false
      onRoom()
    }
    arm()
  }

  /** Sets the timer for whatever happens next. */
  const arm = (): void => {
    let next = takerFull ? Number.POSITIVE_INFINITY : (queue[head]?.dueSeconds ?? Number.POSITIVE_INFINITY)
    if (senderHeld && pipeline && !pipeline.partitioned) {
      const roomAt = pipeline.freeAtSeconds() - RESUME_BACKLOG_SECONDS
      if (roomAt > now()) next = Math.min(next, roomAt)
    }
    if (next === timerAt && timer) return
    clearTimeout(timer)
    timer = undefined
    timerAt = next
    if (next === Number.POSITIVE_INFINITY) return
    const millis = Math.floor((next - leadSeconds - now()) * 1000)
    timer = setTimeout(
      () => {
        timer = undefined
        adjustLead()
        run()
      },
      Math.min(Math.max(1, millis), MAX_TIMER_MILLIS),
    )
  }

  const push = (bytes: Buffer | undefined, action: (() => void) | undefined): void => {
    const at = now()
    queue.push({ dueSeconds: pipeline ? pipeline.enter(at, bytes?.length ?? 0) : at, bytes, action })
    queuedBytes += bytes?.length ?? 0
  }

  return {
    enter: (bytes) => {
      if (!pipeline && head === queue.length) {
        if (!deliver(bytes)) takerFull = true
        senderHeld = takerFull
        return !takerFull
      }
      const piece = pipeline ? pipeline.pieceBytes(now()) : Number.POSITIVE_INFINITY
      if (bytes.length <= piece) push(bytes, undefined)
      else for (let at = 0; at < bytes.length; at += piece) push(bytes.subarray(at, at + piece), undefined)
      release()
      senderHeld = !hasRoom(MAX_BACKLOG_SECONDS)
      arm()
      return !senderHeld
    },
    mark: (action) => {
      push(undefined, action)
      run()
    },
    set: (changed) => {
      pipeline = changed
      const at = now()
      for (const item of queue.slice(head)) {
        const due = pipeline ? pipeline.enter(at, item.bytes?.length ?? 0) : at
        item.dueSeconds = due === Number.POSITIVE_INFINITY ? due : Math.min(item.dueSeconds, due)
      }
      if (!hasRoom(MAX_BACKLOG_SECONDS)) senderHeld = true
      run()
    },
    resume: () => {
      if (!takerFull) return
      takerFull = false
      run()
    },
    clear: () => {
      clearTimeout(timer)
      timer = undefined
      queue = []
      head = 0
      queuedBytes = 0
    },
    get open() {
      return !pipeline && head === queue.length
    },
    get room() {
      return hasRoom(MAX_BACKLOG_SECONDS)
    },
    get queuedBytes() {
      return queuedBytes
    },
  }
}

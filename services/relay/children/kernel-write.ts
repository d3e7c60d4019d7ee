// Writes to a TCP socket past its stream, where nothing waits in it. Node's stream ends in the same call; on the way it makes
// a request, a callback and a tick, of which a write that the kernel takes at once needs none. With hundreds of viewers that
// is a tenth of what a chunk costs (bench/EXPERIMENTS.md).
//
// This is no public interface of Node's. Where it is not as it is known here there is none, and whoever asks writes to the
// stream. What comes later, by either way, the event loop sends later.
import type { Duplex } from 'node:stream'

/** A write of which the kernel has not taken all. */
export interface WriteRequest {
  /** Told once it has, or never will: below 0 for an error of the system. */
  oncomplete?: (status: number) => void
  /** Keeps the bytes from being collected until then. */
  buffer?: Buffer
}

/** What Node's stream writes to. */
export interface Handle {
  /** Returns 0, or an error of the system; nothing where the handle has been closed. */
  writeBuffer(request: WriteRequest, bytes: Buffer): number | undefined
}

interface StreamBinding {
  readonly WriteWrap: new () => WriteRequest
  readonly kLastWriteWasAsync: number
  readonly streamBaseState: Readonly<Record<number, number>>
}

const load = (): StreamBinding | undefined => {
  try {
    const node = process as unknown as { binding(name: string): Partial<StreamBinding> }
    const { WriteWrap, kLastWriteWasAsync, streamBaseState } = node.binding('stream_wrap')
    const known = typeof WriteWrap === 'function' && typeof streamBaseState?.[Number(kLastWriteWasAsync)] === 'number'
    return known ? ({ WriteWrap, kLastWriteWasAsync, streamBaseState } as StreamBinding) : undefined
  } catch {
    return undefined
  }
}

const binding = load()
/** For all sockets: a write that is done at once leaves its request as it was. */
let spare = binding && new binding.WriteWrap()

/** Undefined where there is only the stream to write to. */
export const handleOf = (socket: Duplex): Handle | undefined => {
  const { _handle: handle } = socket as { _handle?: Partial<Handle> | null }
  return binding && typeof handle?.writeBuffer === 'function' ? (handle as Handle) : undefined
}

/**
 * Nothing may wait in the stream. Returns whether the bytes were taken, now or to be sent later; if not, nothing was, and
 * the stream will say why.
 */
export const kernelWrite = (handle: Handle, bytes: Buffer): boolean =>
  handle.writeBuffer(spare as WriteRequest, bytes) === 0

/** Of the newest write, while it is to be sent later; asked right after it, and only once. */
export const unfinishedWrite = (bytes: Buffer): WriteRequest | undefined => {
  if (binding === undefined || binding.streamBaseState[binding.kLastWriteWasAsync] === 0) return undefined
  const request = spare as WriteRequest
  request.buffer = bytes
  spare = new binding.WriteWrap()
  return request
}

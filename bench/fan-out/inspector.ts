// Asks a Node process things by its inspector (the Chrome DevTools Protocol): what it holds after a collection, what is
// open in it, where its time goes. Owns the connection.
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface Memory {
  readonly residentBytes: number
  readonly heapBytes: number
  /** Outside V8's heap, as far as V8 knows: buffers above all. */
  readonly externalBytes: number
}

/** https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: {
      readonly functionName: string
      readonly url: string
      /** From 0. */
      readonly lineNumber: number
      readonly columnNumber: number
    }
  }[]
  /** The node that ran at each sample, and µs since the one before. */
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export interface Inspector {
  /** After full collections, whatever is left. */
  memory(): Promise<Memory>
  /** Names of what keeps its event loop alive, one each. */
  activeResources(): Promise<readonly string[]>
  profile(seconds: number): Promise<CpuProfile>
  close(): void
}

const COLLECTIONS = 2
const SAMPLE_MICROS = 200

const MEMORY = `(({ rss, heapUsed, external }) =>
  ({ residentBytes: rss, heapBytes: heapUsed, externalBytes: external }))(process.memoryUsage())`

export const connectInspector = async (url: string): Promise<Inspector> => {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0 })
  await once(socket, 'open')
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  socket.on('message', (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString())
    const asked = waiting.get(id)
    waiting.delete(id)
    if (error) asked?.reject(new Error(`the inspector says: ${error.message}`))
    else asked?.resolve(result)
  })
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process that was inspected has ended'))
  })
  let calls = 0
  const call = <Result>(method: string, params: object = {}): Promise<Result> =>
    new Promise((resolve, reject) => {
      const id = ++calls
      waiting.set(id, { resolve: (result) => resolve(result as Result), reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  const evaluate = async <Value>(expression: string): Promise<Value> => {
    const { result } = await call<{ result: { value: Value } }>('Runtime.evaluate', { expression, returnByValue: true })
    return result.value
  }
  return {
    async memory() {
      for (let count = 0; count < COLLECTIONS; count++) await call('HeapProfiler.collectGarbage')
      return evaluate<Memory>(MEMORY)
    },
    activeResources: () => evaluate<string[]>('process.getActiveResourcesInfo()'),
    async profile(seconds) {
      await call('Profiler.enable')
      await call('Profiler.setSamplingInterval', { interval: SAMPLE_MICROS })
      await call('Profiler.start')
      await new Promise((wake) => setTimeout(wake, seconds * 1000))
      const { profile } = await call<{ profile: CpuProfile }>('Profiler.stop')
      return profile
    },
    close: () => socket.terminate(),
  }
}

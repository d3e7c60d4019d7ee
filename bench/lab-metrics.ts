// Reads what a node's /metrics says: the Prometheus text format, as far as prom-client writes it. Pure.
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
const LINE = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)$/

/** Sum of a family over all its label values; undefined when the node doesn't have it. */
export const metricSum = (text: string, name: string): number | undefined => {
  let sum: number | undefined
  for (const line of text.split('\n')) {
    const [, family, , value] = LINE.exec(line) ?? []
    if (family === name) sum = (sum ?? 0) + Number(value)
  }
  return sum
}

/** Lines that carry a value. */
export const seriesIn = (text: string): number => text.split('\n').filter((line) => LINE.test(line)).length

/** What a process holds, from prom-client's own metrics. */
export interface Holdings {
  /** Tells one life of the process from the next, s since 1970. */
  readonly startedSeconds: number
  readonly cpuSeconds: number
  readonly residentBytes: number
  readonly heapBytes: number
  readonly externalBytes: number
  readonly openFiles: number
  /** Bytes that wait for children. */
  readonly queueBytes: number
  readonly droppedChunks: number
}

/** Undefined when it is no such text. */
export const holdingsOf = (text: string): Holdings | undefined => {
  const startedSeconds = metricSum(text, 'process_start_time_seconds')
  const residentBytes = metricSum(text, 'process_resident_memory_bytes')
  if (startedSeconds === undefined || residentBytes === undefined) return undefined
  return {
    startedSeconds,
    cpuSeconds: metricSum(text, 'process_cpu_seconds_total') ?? 0,
    residentBytes,
    heapBytes: metricSum(text, 'nodejs_heap_size_used_bytes') ?? 0,
    externalBytes: metricSum(text, 'nodejs_external_memory_bytes') ?? 0,
    openFiles: metricSum(text, 'process_open_fds') ?? 0,
    queueBytes: metricSum(text, 'weir_downlink_queue_bytes') ?? 0,
    droppedChunks: metricSum(text, 'weir_chunks_dropped_total') ?? 0,
  }
}

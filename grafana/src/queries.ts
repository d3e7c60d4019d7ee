// What the dashboard asks of Prometheus, as data: dashboard.ts draws it, and an end-to-end test demands an answer to each
// query from the Prometheus of a live lab.

export interface Query {
  readonly expr: string
  readonly legend: string
}

export interface PanelQueries {
  readonly title: string
  /** Says how to read it. */
  readonly description: string
  /** Grafana's name of the unit. */
  readonly unit: 's' | 'bps' | 'bytes' | 'short' | 'percentunit' | 'cps' | 'up'
  readonly queries: readonly Query[]
  /** What must be going on for the panel to have data, besides a running lab. */
  readonly needs?: 'player'
}

export interface Row {
  readonly title: string
  readonly panels: readonly PanelQueries[]
}

const RATE = '[$__rate_interval]'
const LINK = 'from=~"$parent",to=~"$child"'
const STREAM = 'stream=~"$stream"'

const quantile = (q: number, metric: string, selector: string, by: string): string =>
  `histogram_quantile(${q}, sum by (le, ${by}) (rate(${metric}_bucket{${selector}}${RATE})))`

/** Middle and tail of a histogram. */
const spread = (metric: string, selector: string, by: string, legend: string): readonly Query[] => [
  { expr: quantile(0.5, metric, selector, by), legend: `${legend} p50` },
  { expr: quantile(0.99, metric, selector, by), legend: `${legend} p99` },
]

/** A counter that has no series until it first counts: nothing so far is 0, not "no data". */
const countOrZero = (metric: string, selector: string, by: string): string =>
  `sum by (${by}) (rate(${metric}{${selector}}${RATE})) or vector(0)`

export const ROWS: readonly Row[] = [
  {
    title: 'Where the time goes',
    panels: [
      {
        title: 'Push latency of each hop',
        description:
          'Parent hands a chunk to its fan-out until the child has it whole, clock offset removed. No better known than the clock bound below.',
        unit: 's',
        queries: spread('weir_hop_push_latency_seconds', `${STREAM},${LINK}`, 'from, to', '{{from}} → {{to}}'),
      },
      {
        title: 'Residence in each node',
        description: 'A chunk is whole at the node until it is handed to the fan-out.',
        unit: 's',
        queries: spread('weir_node_residence_seconds', STREAM, 'node', '{{node}}'),
      },
      {
        title: 'Capture to node',
        description: 'Capture of a chunk until it is whole at the node, all hops together.',
        unit: 's',
        queries: spread('weir_path_latency_seconds', STREAM, 'node, ingress', '{{ingress}} … {{node}}'),
      },
      {
        title: 'Clock bound of each link',
        description:
          'How far the clock offset of the link, and with it every latency of the hop, can be off, either way.',
        unit: 's',
        queries: [{ expr: `weir_link_clock_error_seconds{${LINK}}`, legend: '{{from}} → {{to}}' }],
      },
      {
        title: 'Round trip of each link',
        description: 'Of the clock exchange that the offset rests on.',
        unit: 's',
        queries: [{ expr: `weir_link_rtt_seconds{${LINK}}`, legend: '{{from}} → {{to}}' }],
      },
      {
        title: 'Pacing of the source',
        description: 'Time from one chunk to the next as the encoder delivers them.',
        unit: 's',
        queries: spread('weir_ingress_frame_gap_seconds', STREAM, 'stream, track', '{{stream}} {{track}}'),
      },
    ],
  },
  {
    title: 'What crosses the links',
    panels: [
      {
        title: 'Links that are up',
        description: '1 while the child is connected to the parent and has its catalog.',
        unit: 'up',
        queries: [{ expr: `weir_link_up{${LINK}}`, legend: '{{from}} → {{to}}' }],
      },
      {
        title: 'Chunks received',
        description: 'Per second, by parent and child, duplicates included.',
        unit: 'cps',
        queries: [
          {
            expr: `sum by (from, node, track) (rate(weir_chunks_received_total{${STREAM},from=~"$parent",node=~"$child"}${RATE}))`,
            legend: '{{from}} → {{node}} {{track}}',
          },
        ],
      },
      {
        title: 'Bytes',
        description: 'Of WebSocket messages that the child got from the parent.',
        unit: 'bps',
        queries: [
          { expr: `8 * sum by (from, to) (rate(weir_link_bytes_total{${LINK}}${RATE}))`, legend: '{{from}} → {{to}}' },
        ],
      },
      {
        title: 'Lost, late and double',
        description:
          'Chunks per second that no parent delivered, that were here already, and that were let go, by reason.',
        unit: 'cps',
        queries: [
          { expr: countOrZero('weir_chunks_missing_total', STREAM, 'node'), legend: 'missing {{node}}' },
          { expr: countOrZero('weir_chunks_duplicate_total', STREAM, 'node'), legend: 'duplicate {{node}}' },
          { expr: countOrZero('weir_chunks_dropped_total', '', 'node, reason'), legend: 'dropped {{node}} {{reason}}' },
        ],
      },
      {
        title: 'Waiting to go out',
        description: 'Bytes that each child has not read; viewers are one figure, their sum.',
        unit: 'bytes',
        queries: [{ expr: 'sum by (node, to) (weir_downlink_queue_bytes) or vector(0)', legend: '{{node}} → {{to}}' }],
      },
      {
        title: 'Failovers and restarts',
        description: 'Switches of a stream to another parent, and restarts of a source, per second.',
        unit: 'cps',
        queries: [
          { expr: countOrZero('weir_failovers_total', '', 'node, reason'), legend: 'failover {{node}} {{reason}}' },
          {
            expr: countOrZero('weir_source_restarts_total', STREAM, 'stream, reason'),
            legend: 'restart {{stream}} {{reason}}',
          },
        ],
      },
    ],
  },
  {
    title: 'What viewers see',
    panels: [
      {
        title: 'Viewers',
        description: 'Connected to each edge.',
        unit: 'short',
        queries: [
          { expr: `sum by (node, stream) (weir_viewers{${STREAM}}) or vector(0)`, legend: '{{node}} {{stream}}' },
        ],
      },
      {
        title: 'Glass to glass',
        description:
          'Generation to compositor, as players read it from the clock in the picture; without sensor and panel.',
        unit: 's',
        needs: 'player',
        queries: spread('weir_player_glass_to_glass_seconds', STREAM, 'stream, engine', '{{stream}} {{engine}}'),
      },
      {
        title: 'Join to first frame',
        description: 'Player asks for a stream until it paints the first frame, over the last minutes.',
        unit: 's',
        needs: 'player',
        queries: [0.5, 0.99].map((q) => ({
          expr: `histogram_quantile(${q}, sum by (le, stream) (increase(weir_join_seconds_bucket{${STREAM}}[5m])))`,
          legend: `{{stream}} p${q * 100}`,
        })),
      },
      {
        title: 'Stalls',
        description: 'Times per second that a player ran dry.',
        unit: 'cps',
        queries: [{ expr: countOrZero('weir_player_stalls_total', STREAM, 'stream'), legend: '{{stream}}' }],
      },
    ],
  },
  {
    title: 'What the nodes cost',
    panels: [
      {
        title: 'CPU',
        description: 'Cores that the node keeps busy; an encoder beside it is not counted.',
        unit: 'percentunit',
        queries: [{ expr: `rate(process_cpu_seconds_total${RATE})`, legend: '{{node}}' }],
      },
      {
        title: 'Memory',
        description: 'Resident.',
        unit: 'bytes',
        queries: [{ expr: 'process_resident_memory_bytes', legend: '{{node}}' }],
      },
      {
        title: 'Event loop lag',
        description:
          'p99 above the least, which is the time between two looks: what a busy node adds to every latency.',
        unit: 's',
        queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds - nodejs_eventloop_lag_min_seconds', legend: '{{node}}' }],
      },
    ],
  },
]

/** A panel's expression as Prometheus takes it: the dashboard's variables replaced by everything there is. */
export const asPromQl = (expr: string, rateInterval = '15s'): string =>
  expr.replaceAll('$__rate_interval', rateInterval).replaceAll(/\$(stream|parent|child)/g, '.+')

// The shape of topology.yaml. Gives the check of a file's shape, the types of what it says, with text that stands for
// numbers (20ms, 640x360) turned into them, and (by json-schema/main.ts) the JSON Schema that an editor completes from. What
// a shape can't say is in verify.ts.
import { STREAM_LIMITS, URL_PROTOCOLS } from '@weir/relay/config'
import * as z from 'zod'
import { BYTES, DURATION, narrowed, PERCENTAGE, RATE, SIZE, type Unit } from './units.ts'

// `usual` and `shown` become `default` and `examples` of the JSON Schema: under those names zod leaves them out where text
// is turned into a number.

/** The error text of every leaf completes "expected …": shape.ts puts the value before it. */
const written = (unit: Unit) =>
  z
    .string({ error: unit.expected })
    .regex(unit.pattern, { error: unit.expected, abort: true })
    .transform(unit.parse)
    .refine((value) => value >= unit.limits.least && value <= unit.limits.most, { error: unit.expected })

const between = (least: number, most: number) => {
  const expected = `a number from ${least} to ${most}`
  return z.number({ error: expected }).min(least, { error: expected }).max(most, { error: expected })
}

const wholeNumber = (least: number, most: number) => {
  const expected = `a whole number from ${least} to ${most}`
  return z.int({ error: expected }).min(least, { error: expected }).max(most, { error: expected })
}

const flag = z.boolean({ error: 'true or false' })

/** Ids become host names, container names and labels, so that they keep to what all of those take. */
export const ID_PATTERN = /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/
const ID_EXPECTED = 'a name of up to 32 lower-case letters, digits and hyphens that begins with a letter'
const Id = z.string({ error: ID_EXPECTED }).regex(ID_PATTERN, { error: ID_EXPECTED })
const Reference = z.string({ error: 'a name' })

export const ImpairInput = z
  .strictObject({
    delay: written(DURATION)
      .describe('One-way delay added to every byte.')
      .meta({ shown: ['20ms', '1.5s'] })
      .optional(),
    jitter: written(DURATION)
      .describe('Half-width of the spread around the delay; order is kept, as on TCP.')
      .meta({ shown: ['3ms'] })
      .optional(),
    rate: written(RATE)
      .describe('Bandwidth, bit/s.')
      .meta({ shown: ['20mbit', '800kbit'] })
      .optional(),
    loss: written(PERCENTAGE)
      .describe('Share of segments lost; on TCP that shows as stalls.')
      .meta({ shown: ['0.1%', '2%'] })
      .optional(),
    partition: flag
      .describe('Nothing crosses, and nothing tells either side.')
      .meta({ usual: false, shown: [true] })
      .optional(),
    trace: z
      .string({ error: 'the path of a CSV file' })
      .describe('CSV beside this file with at_seconds, rate_bits_per_second, delay_seconds; replayed in a loop.')
      .meta({ shown: ['lte.csv'] })
      .optional(),
    direction: z
      .enum(['both', 'down', 'up'])
      .describe('down is parent to child.')
      .meta({ usual: 'both', shown: ['down', 'up'] })
      .optional(),
    seed: wholeNumber(0, 2 ** 31 - 1)
      .describe('Makes the random choices repeatable.')
      .meta({ shown: [7] })
      .optional(),
  })
  .describe('What the link does to what crosses it.')
export type ImpairInput = z.infer<typeof ImpairInput>

const GOP = narrowed(DURATION, STREAM_LIMITS.gopSeconds, 'a duration', '1s or 500ms')
const VIDEO_RATE = narrowed(RATE, STREAM_LIMITS.videoBitrate, 'a rate', '1mbit')
const AUDIO_RATE = narrowed(RATE, STREAM_LIMITS.audioBitrate, 'a rate', '64kbit')

const StreamInput = z.strictObject({
  source: z
    .enum(['auto', 'test', 'webcam', 'file', 'url'])
    .describe('auto takes the webcam when the host has one, else the test picture.')
    .meta({ shown: ['auto', 'test', 'webcam', 'file', 'url'] }),
  input: z
    .string({ error: 'a device, a path or an address' })
    .describe(
      `Device of a webcam, path of a file (from this file), address of a url: ${URL_PROTOCOLS.join(', ')}. In a url, \${NAME} is taken from the environment by the node that opens it and written nowhere: the place for passwords.`,
    )
    .meta({ shown: ['/dev/video0', 'talk.mp4', 'rtsp://camera.example/stream', '${CAMERA_URL}'] })
    .optional(),
  size: z
    .string({ error: SIZE.expected })
    .regex(SIZE.pattern, { error: SIZE.expected, abort: true })
    .transform(SIZE.parse)
    .refine(SIZE.accepts, { error: SIZE.expected })
    .describe('Width and height of the picture.')
    .meta({ usual: '640x360', shown: ['1280x720', '1920x1080'] })
    .optional(),
  frameRate: between(STREAM_LIMITS.frameRate.least, STREAM_LIMITS.frameRate.most)
    .describe('Pictures a second.')
    .meta({ usual: 30, shown: [25, 60] })
    .optional(),
  gop: written(GOP)
    .describe('From one keyframe to the next.')
    .meta({ usual: '1s', shown: ['500ms', '2s'] })
    .optional(),
  videoBitrate: written(VIDEO_RATE)
    .describe('Of the picture, once encoded.')
    .meta({ usual: '1mbit', shown: ['500kbit', '4mbit'] })
    .optional(),
  audio: flag
    .describe('Whether there is sound.')
    .meta({ usual: true, shown: [false] })
    .optional(),
  audioBitrate: written(AUDIO_RATE)
    .describe('Of the sound, once encoded.')
    .meta({ usual: '64kbit', shown: ['128kbit'] })
    .optional(),
  clock: flag
    .describe('Burn the wall clock into the picture; by default only the test source has it.')
    .meta({ shown: [true] })
    .optional(),
})
export type StreamInput = z.infer<typeof StreamInput>

export const KINDS = ['ingress', 'intermediate', 'edge'] as const
const Kind = z.enum(KINDS)
const Redundancy = z
  .enum(['hot', 'standby', 'none'])
  .describe(
    'With several parents: hot takes from all, first copy wins; standby from one, the others wait; none from one.',
  )
  .meta({ usual: 'hot', shown: ['standby'] })
const Demand = z
  .enum(['always', 'viewers'])
  .describe('viewers: ask the parent for a track only while somebody downstream watches.')
  .meta({ usual: 'always', shown: ['viewers'] })
const Backpressure = z.strictObject({
  policy: z
    .enum(['drop-to-keyframe', 'drop-oldest-gop', 'disconnect', 'unbounded'])
    .describe('What happens to a child that reads too slowly.')
    .meta({ usual: 'drop-to-keyframe', shown: ['drop-oldest-gop', 'disconnect'] })
    .optional(),
  maxBytes: written(BYTES)
    .refine(Number.isInteger, { error: 'a whole number of bytes, such as 1MB' })
    .describe(
      "How much one child may leave unread, wherever it waits; needs to be more than rate × round trip. Without it the most of 1MB, 3 s of its streams' rate, and two keyframes. A keyframe alone is never too large. At most 64 MiB.",
    )
    .meta({ shown: ['250kB', '4MB'] })
    .optional(),
})
const Emulation = z
  .enum(['user', 'netem'])
  .describe("user: the child's end of the link does it, everywhere; netem: the kernel does, Docker only.")
  .meta({ usual: 'user', shown: ['netem'] })

/** What lies between an edge and whoever watches there. */
const Viewers = z.strictObject({
  lastMile: ImpairInput.describe(
    'Emulated by the edge on the connection of each viewer, player or headless; down is towards the viewer.',
  )
    .meta({ shown: [{ rate: '10mbit', delay: '15ms' }] })
    .optional(),
})

export const NodeInput = z
  .strictObject({
    kind: Kind.describe('The usual case of one role.').optional(),
    roles: z
      .array(Kind)
      .min(1)
      .describe('Instead of kind: several roles in one node.')
      .meta({ shown: [['ingress', 'edge']] })
      .optional(),
    streams: z
      .array(Reference, { error: 'a list of stream names' })
      .min(1)
      .describe('What an ingress makes.')
      .meta({ shown: [['cam']] })
      .optional(),
    redundancy: Redundancy.optional(),
    prefer: z
      .array(Reference, { error: 'a list of parents, the best first' })
      .min(1)
      .describe('With standby or none: which parent pushes while it can. Those that are not named come last.')
      .meta({ shown: [['mid-a', 'mid-b']] })
      .optional(),
    demand: Demand.optional(),
    backpressure: Backpressure.optional(),
    group: Id.describe("What commands name it by together with others: `weir kill 'group:reg-a'`.")
      .meta({ shown: ['reg-a'] })
      .optional(),
    viewers: Viewers.describe('How those who watch at an edge are connected.').optional(),
  })
  .meta({ anyOf: [{ required: ['kind'] }, { required: ['roles'] }] })
export type NodeInput = z.infer<typeof NodeInput>

export const LinkMapInput = z.strictObject({
  from: Reference.describe('Parent.'),
  to: Reference.describe('Child.'),
  impair: ImpairInput.optional(),
  emulation: Emulation.optional(),
})
const LinkPairInput = z.tuple([Reference, Reference], { error: 'a pair: [parent, child]' })
const LinkInput = z
  .union([LinkPairInput, LinkMapInput])
  .describe('[parent, child], or a map when the link is impaired. Order is push direction.')
export type LinkInput = z.infer<typeof LinkInput>

export const TopologyInput = z.strictObject({
  description: z
    .string({ error: 'a sentence' })
    .meta({ shown: ['two disjoint paths that meet at one edge'] })
    .optional(),
  defaults: z
    .strictObject({
      redundancy: Redundancy.optional(),
      demand: Demand.optional(),
      backpressure: Backpressure.optional(),
      impair: ImpairInput.optional(),
      emulation: Emulation.optional(),
      viewers: Viewers.optional(),
    })
    .describe('For every node and link that does not say otherwise.')
    .optional(),
  streams: z.record(Id, StreamInput),
  nodes: z.record(Id, NodeInput),
  links: z
    .array(LinkInput, { error: 'a list of links' })
    .describe('May be left out when there is one node.')
    .optional(),
})
export type TopologyInput = z.infer<typeof TopologyInput>

export const TopologyFile = z.strictObject({
  default: Reference.describe('The topology that `make up` takes when none is named.').optional(),
  topologies: z.record(Id, TopologyInput),
})
export type TopologyFile = z.infer<typeof TopologyFile>

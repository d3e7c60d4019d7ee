// The shape of topology.yaml. Gives the check of a file's shape, the types of what it says, with text that stands for
// numbers (20ms, 640x360) turned into them, and (by json-schema/main.ts) the JSON Schema that an editor completes from. What
// a shape can't say is in verify.ts.
import { STREAM_LIMITS, URL_PROTOCOLS } from '@weir/relay/config'
import * as z from 'zod'
import { BYTES, DURATION, narrowed, PERCENTAGE, RATE, SIZE, type Unit } from './units.ts'

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
    delay: written(DURATION).describe('One-way delay added to every byte.').optional(),
    jitter: written(DURATION)
      .describe('Half-width of the spread around the delay; order is kept, as on TCP.')
      .optional(),
    rate: written(RATE).describe('Bandwidth, bit/s.').optional(),
    loss: written(PERCENTAGE).describe('Share of segments lost; on TCP that shows as stalls.').optional(),
    partition: flag.describe('Nothing crosses, and nothing tells either side.').optional(),
    trace: z
      .string({ error: 'the path of a CSV file' })
      .describe('CSV beside this file with at_seconds, rate_bits_per_second, delay_seconds; replayed in a loop.')
      .optional(),
    direction: z.enum(['both', 'down', 'up']).describe('down is parent to child; both is the default.').optional(),
    seed: wholeNumber(0, 2 ** 31 - 1)
      .describe('Makes the random choices repeatable.')
      .optional(),
  })
  .describe('What the link does to what crosses it.')
export type ImpairInput = z.infer<typeof ImpairInput>

const GOP = narrowed(DURATION, STREAM_LIMITS.gopSeconds, 'a duration', '1s or 500ms')
const VIDEO_RATE = narrowed(RATE, STREAM_LIMITS.videoBitrate, 'a rate', '1mbit')
const AUDIO_RATE = narrowed(RATE, STREAM_LIMITS.audioBitrate, 'a rate', '64kbit')

export const StreamInput = z.strictObject({
  source: z
    .enum(['auto', 'test', 'webcam', 'file', 'url'])
    .describe('auto takes the webcam when the host has one, else the test picture.'),
  input: z
    .string({ error: 'a device, a path or an address' })
    .describe(
      `Device of a webcam, path of a file (from this file), address of a url: ${URL_PROTOCOLS.join(', ')}. In a url, \${NAME} is taken from the environment by the node that opens it and written nowhere: the place for passwords.`,
    )
    .optional(),
  size: z
    .string({ error: SIZE.expected })
    .regex(SIZE.pattern, { error: SIZE.expected, abort: true })
    .transform(SIZE.parse)
    .refine(SIZE.accepts, { error: SIZE.expected })
    .describe('Default 640x360.')
    .optional(),
  frameRate: between(STREAM_LIMITS.frameRate.least, STREAM_LIMITS.frameRate.most).describe('Default 30.').optional(),
  gop: written(GOP).describe('From one keyframe to the next; default 1s.').optional(),
  videoBitrate: written(VIDEO_RATE).describe('Default 1mbit.').optional(),
  audio: flag.describe('Default true.').optional(),
  audioBitrate: written(AUDIO_RATE).describe('Default 64kbit.').optional(),
  clock: flag.describe('Burn the wall clock into the picture; by default only the test source has it.').optional(),
})
export type StreamInput = z.infer<typeof StreamInput>

export const KINDS = ['ingress', 'intermediate', 'edge'] as const
const Kind = z.enum(KINDS)
const Redundancy = z
  .enum(['hot', 'standby', 'none'])
  .describe(
    'With several parents: hot takes from all, first copy wins; standby from one, the others wait; none from one.',
  )
const Demand = z
  .enum(['always', 'viewers'])
  .describe('viewers: ask the parent for a track only while somebody downstream watches.')
const Backpressure = z.strictObject({
  policy: z
    .enum(['drop-to-keyframe', 'drop-oldest-gop', 'disconnect', 'unbounded'])
    .describe('What happens to a child that reads too slowly.')
    .optional(),
  maxBytes: written(BYTES)
    .refine(Number.isInteger, { error: 'a whole number of bytes, such as 1MB' })
    .describe(
      'How much one child may leave unread, wherever it waits; needs to be more than rate × round trip. Default 1MB.',
    )
    .optional(),
})
const Emulation = z
  .enum(['user', 'netem'])
  .describe("user: the child's end of the link does it, everywhere; netem: the kernel does, Docker only.")

export const NodeInput = z
  .strictObject({
    kind: Kind.describe('The usual case of one role.').optional(),
    roles: z.array(Kind).min(1).describe('Instead of kind: several roles in one node.').optional(),
    streams: z
      .array(Reference, { error: 'a list of stream names' })
      .min(1)
      .describe('What an ingress makes.')
      .optional(),
    redundancy: Redundancy.optional(),
    demand: Demand.optional(),
    backpressure: Backpressure.optional(),
  })
  .meta({ anyOf: [{ required: ['kind'] }, { required: ['roles'] }] })
export type NodeInput = z.infer<typeof NodeInput>

export const LinkMapInput = z.strictObject({
  from: Reference.describe('Parent.'),
  to: Reference.describe('Child.'),
  impair: ImpairInput.optional(),
  emulation: Emulation.optional(),
})
export const LinkPairInput = z.tuple([Reference, Reference], { error: 'a pair: [parent, child]' })
export const LinkInput = z
  .union([LinkPairInput, LinkMapInput])
  .describe('[parent, child], or a map when the link is impaired. Order is push direction.')
export type LinkInput = z.infer<typeof LinkInput>

export const TopologyInput = z.strictObject({
  description: z.string({ error: 'a sentence' }).optional(),
  defaults: z
    .strictObject({
      redundancy: Redundancy.optional(),
      demand: Demand.optional(),
      backpressure: Backpressure.optional(),
      impair: ImpairInput.optional(),
      emulation: Emulation.optional(),
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

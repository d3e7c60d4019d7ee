// What people write for a word of topology.yaml because another program calls it so; too far from it to be a slip.

const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  ingress: ['origin', 'publisher', 'encoder', 'camera', 'input'],
  intermediate: ['relay', 'middle', 'mid', 'hub', 'router', 'proxy', 'cache'],
  edge: ['egress', 'leaf', 'pop', 'player', 'viewer', 'output'],
  webcam: ['camera', 'v4l2', 'device'],
  url: ['rtsp', 'rtmp', 'srt', 'udp', 'http', 'stream'],
  file: ['mp4', 'video'],
  test: ['pattern', 'synthetic', 'testsrc'],
  hot: ['active', 'all', 'both'],
  standby: ['backup', 'passive', 'cold', 'failover'],
  netem: ['kernel', 'tc'],
  delay: ['latency', 'lag'],
  rate: ['bandwidth', 'throughput', 'bitrate', 'speed'],
  loss: ['packetloss', 'drop'],
  partition: ['cut', 'down'],
  heal: ['up', 'mend', 'unpartition'],
  clear: ['reset', 'none', 'clean'],
  frameRate: ['fps', 'framerate'],
  size: ['resolution', 'dimensions'],
  videoBitrate: ['bitrate', 'bandwidth'],
  gop: ['keyframeinterval', 'keyframes', 'keyint'],
  from: ['parent', 'source', 'src'],
  to: ['child', 'target', 'destination', 'dst'],
  impair: ['impairment', 'netem', 'toxics'],
  prefer: ['priority', 'order', 'preferred'],
  group: ['region', 'zone', 'tag', 'label'],
}

/** Of the words that would be right, the one that this other word stands for. */
export const synonymOf = (word: string, known: readonly string[]): string | undefined =>
  known.find((candidate) => Object.hasOwn(SYNONYMS, candidate) && SYNONYMS[candidate]?.includes(word.toLowerCase()))

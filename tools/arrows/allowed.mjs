// Who may import whom: between workspaces, and between the rooms of one. What the design says, as tables; faults.mjs holds
// the sources to it, and idle.mjs it to the sources. A list names all that may be imported besides npm packages, so that no
// row can lead back up.

/**
 * A workspace of services/ (or a folder beside it) and what it may import of the others. `relay/config` is that entry of
 * relay alone, `relay` all that its package.json exports, `type a` only types of it. Test code, bench/ and tests/ may import anything and have no row.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const WORKSPACES = {
  wire: [],
  time: [],
  figures: [],
  metrics: [],
  places: [],
  settings: ['places'],
  doors: [],
  reason: [],
  redact: [],
  quiet: [],
  reload: [],
  terminal: [],
  link: ['figures'],
  websocket: ['wire', 'type link'],
  relay: ['wire', 'time', 'figures', 'metrics', 'doors', 'reason', 'redact', 'link', 'websocket', 'quiet'],
  ingress: ['wire', 'time', 'reason', 'redact', 'settings', 'relay'],
  intermediate: ['relay'],
  edge: ['wire', 'time', 'reload', 'settings', 'relay'],
  solo: ['relay', 'ingress', 'edge'],
  viewer: ['wire', 'time', 'figures', 'settings', 'terminal', 'link', 'websocket', 'quiet'],
  player: ['wire', 'time', 'figures', 'places'],
  // Types alone, of what it asks for: the page reaches the orchestrator as a static file.
  console: ['time', 'places', 'type orchestrator/console/state'],
  orchestrator: ['time', 'places', 'settings', 'doors', 'reason', 'redact', 'reload', 'terminal', 'relay/config'],
  grafana: [],
}

/** These run in the browser too, so that nothing of Node is there for them. */
export const IN_BROWSER = ['wire', 'time', 'figures', 'places', 'player', 'console']

/**
 * Rooms are the folders of a workspace. `indexed`: each is entered by its index.ts alone. What stands beside the rooms
 * may import them all; a room imports the rooms in its row, and of what stands beside only files that the row names.
 * @typedef {{ readonly indexed: boolean, readonly rooms: Readonly<Record<string, readonly string[]>> }} House
 * @type {Readonly<Record<string, House>>}
 */
export const HOUSES = {
  relay: {
    indexed: true,
    rooms: {
      config: [],
      clock: [],
      figures: ['type config'],
      http: ['config'],
      uplink: ['clock', 'type track'],
      track: ['config', 'figures'],
      children: ['type config', 'type track'],
      parents: ['type config', 'type clock', 'figures', 'uplink', 'type track'],
    },
  },
  ingress: {
    indexed: false,
    rooms: {
      source: [],
      picture: [],
      flv: [],
      aac: ['flv'],
      h264: ['flv'],
      timeline: ['aac'],
      cmaf: [],
    },
  },
  player: {
    indexed: false,
    rooms: {
      dom: [],
      'iso-bmff': ['concat.ts'],
      'live-edge': [],
      timecode: [],
      socket: ['reason.ts', 'type measure'],
      measure: ['stall', 'timecode', 'type renderer.ts'],
      stall: ['type rendering.ts'],
      'source-buffer': ['live-edge', 'arrivals.ts', 'concat.ts', 'reason.ts', 'type renderer.ts'],
      'web-codecs': ['iso-bmff', 'arrivals.ts', 'type renderer.ts'],
      overlay: ['dom', 'type measure', 'type snapshot.ts'],
      page: ['dom', 'overlay', 'beacon.ts', 'player.ts', 'type snapshot.ts'],
    },
  },
  orchestrator: {
    indexed: false,
    rooms: {
      topology: [],
      apply: ['topology'],
      runtime: ['topology', 'type apply'],
      console: ['topology', 'apply', 'runtime'],
      cli: ['topology', 'apply', 'runtime', 'console', 'package.json'],
    },
  },
}

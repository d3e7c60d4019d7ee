/** The subprotocol's name in Sec-WebSocket-Protocol. */
export const SUBPROTOCOL = 'weir.push.1'
/** The first byte of every binary frame. */
export const VERSION = 1
/** Bytes of the fixed header. */
export const HEADER_BYTES = 48
/** Bytes of one trail entry. */
export const TRAIL_ENTRY_BYTES = 32
/** A chunk that has crossed this many nodes is refused: the hop count is one byte. */
export const MAX_HOPS = 255
/** Bytes of a text frame that a parent takes from a child. */
export const MAX_CHILD_MESSAGE_BYTES = 64 * 1024
/** Bytes of a frame, text or binary, that a child takes from its parent. */
export const MAX_PARENT_MESSAGE_BYTES = 16 * 1024 * 1024
/** Tracks that one subscribe message can name. */
export const MAX_SUBSCRIPTIONS = 256
/** Of those, how many may be of tracks that the parent does not have: it remembers no more of one child. */
export const MAX_AWAITED_TRACKS = 64
/** Those that a node remembers of all children together, and of all at one address: there is no room for more. */
export const MAX_AWAITED_OF_NODE = 1024
export const MAX_AWAITED_OF_ADDRESS = 256
/** Streams and nodes that one catalog can list. */
export const MAX_CATALOG_STREAMS = 256
export const MAX_CATALOG_NODES = 4096
/** An epoch that is further ahead of the receiver's clock is none. */
export const MAX_EPOCH_AHEAD_MICROS = 86_400_000_000
/** Characters of a node id, stream name or track name. */
export const MAX_NAME_CHARACTERS = 128

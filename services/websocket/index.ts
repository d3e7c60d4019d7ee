export { binaryMessage, messageHeadBytes, pingMessage, writeMessageHead } from './frame.ts'
export { createMediaTap, type MediaTapOptions } from './media-tap.ts'
export { numberOf, numberPayload } from './numbered-ping.ts'
export { OpenMessage } from './open-message.ts'

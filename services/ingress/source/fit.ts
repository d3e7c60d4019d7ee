import type { StreamConfig } from '@weir/relay/config'

/**
 * Scales a picture of any shape into the configured size, with black bars where the shapes differ. The shape is the one that
 * is meant (`dar`: pixels that are no squares, as of DVDs, DV and many grabbers, made square), in one step.
 */
export const fitPicture = ({ width, height }: StreamConfig): string[] => [
  `scale=w='max(2,2*round(min(${width},${height}*dar)/2))':h='max(2,2*round(min(${height},${width}/dar)/2))'`,
  `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
  'setsar=1',
]

/** Makes whole pictures of fields, one a frame; frames that came whole are left alone. */
export const DEINTERLACE = ['yadif=mode=send_frame:deint=interlaced']

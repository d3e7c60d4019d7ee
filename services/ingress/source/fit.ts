import type { StreamConfig } from '@weir/relay/config'

/** Scales a picture of any shape into the configured size, with black bars where the shapes differ. */
export const fitPicture = ({ width, height }: StreamConfig): string[] => [
  `scale=w=${width}:h=${height}:force_original_aspect_ratio=decrease`,
  `pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2`,
  'setsar=1',
]

/** Whole ms of a frame's time after a base; half a µs is added, since the time is a fraction in a double. */
export const millisExpression = (baseMillis: number): string => `floor(t*1000+${baseMillis}.0005)`

export const blackBox = (x: number, y: number, width: number, height: number): string =>
  `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=black:t=fill`

/** A box that is there while `enable` is not 0. */
export const whiteBox = (x: number, y: number, width: number, height: number, enable: string): string =>
  `drawbox=x=${x}:y=${y}:w=${width}:h=${height}:color=white:t=fill:enable='${enable}'`

// Reads the wall clock out of the picture: draws the row of cells into a small canvas and judges each by its centre.
// The cells' meaning is wire's (picture-clock.ts).
import { type Bit, clockCellCentres, clockTimeMillis, decodeClock, type PictureClock } from '@weir/wire'

/** Luma (BT.601) above which a cell is white: halfway, so that limited and full range both do. */
const WHITE = 128

/** The cells of a strip of RGBA pixels, `width` wide, whose left top corner is the clock's. */
export const readCells = (pixels: Uint8ClampedArray, width: number, clock: PictureClock): Bit[] =>
  clockCellCentres({ ...clock, x: 0, y: 0 }).map(({ x, y }) => {
    const at = (Math.floor(y) * width + Math.floor(x)) * 4
    const luma = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
    return luma > WHITE ? 1 : 0
  })

export interface ClockReader {
  /** When the picture was captured, ms since 1970 by the ingress's clock; undefined when its cells can't be read. */
  read(picture: CanvasImageSource, nearMillis: number): number | undefined
}

export const createClockReader = (clock: PictureClock): ClockReader => {
  const canvas = document.createElement('canvas')
  canvas.width = clock.bits * clock.cell
  canvas.height = clock.cell
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false })
  return {
    read: (picture, nearMillis) => {
      if (!context) return undefined
      const { width, height } = canvas
      context.drawImage(picture, clock.x, clock.y, width, height, 0, 0, width, height)
      const value = decodeClock(readCells(context.getImageData(0, 0, width, height).data, width, clock))
      return value === undefined ? undefined : clockTimeMillis(value, nearMillis)
    },
  }
}

// What a v4l2 device offers, and which of it to take.

/** One pixel format or codec of the device, with its sizes. */
export interface WebcamFormat {
  /** As `-input_format` takes it. */
  readonly name: string
  readonly compressed: boolean
  readonly sizes: readonly { readonly width: number; readonly height: number }[]
}

export interface WebcamMode {
  readonly format: string
  readonly width: number
  readonly height: number
}

/** Raw pictures beyond this don't fit 30 times a second through USB 2; compressed ones cost a decoder. */
const MOST_RAW_PIXELS = 640 * 480

const readSizes = (text: string, wanted: { width: number; height: number }): WebcamFormat['sizes'] => {
  // Either a list, "640x480 1280x720", or a range with steps, "{32-2592, 2}x{32-1944, 2}".
  const range = /\{(\d+)-(\d+), ?(\d+)\}x\{(\d+)-(\d+), ?(\d+)\}/.exec(text)
  if (range) {
    const [fromX = 0, toX = 0, stepX = 1, fromY = 0, toY = 0, stepY = 1] = range.slice(1).map(Number)
    const fit = (value: number, from: number, to: number, step: number): number =>
      Math.min(to, Math.max(from, from + Math.ceil((value - from) / Math.max(1, step)) * Math.max(1, step)))
    return [{ width: fit(wanted.width, fromX, toX, stepX), height: fit(wanted.height, fromY, toY, stepY) }]
  }
  return [...text.matchAll(/(\d+)x(\d+)/g)].map(([, width, height]) => ({
    width: Number(width),
    height: Number(height),
  }))
}

/**
 * Reads what `ffmpeg -f v4l2 -list_formats all -i /dev/video0` says on stderr. Of a device that takes any size within
 * limits, the size nearest to `wanted` is listed. Formats that this ffmpeg cannot decode are left out.
 */
export const parseWebcamFormats = (stderr: string, wanted: { width: number; height: number }): WebcamFormat[] =>
  [...stderr.matchAll(/(Raw|Compressed) *: *(\S+) *:[^\n]*? : *([^\n]*)$/gm)]
    .map(([, kind, name, sizes]) => ({
      name: name as string,
      compressed: kind === 'Compressed',
      sizes: readSizes(sizes as string, wanted),
    }))
    .filter(({ name, sizes }) => name !== 'Unsupported' && sizes.length > 0)

const pixels = ({ width, height }: { width: number; height: number }): number => width * height

/**
 * The mode for a picture of the wanted size: the smallest that covers it, else the largest there is. Of the same size,
 * raw up to 640×480 (nothing to decode), compressed above. Undefined when the device offers none.
 */
export const chooseWebcamMode = (
  formats: readonly WebcamFormat[],
  wanted: { width: number; height: number },
): WebcamMode | undefined => {
  const modes = formats.flatMap(({ name, compressed, sizes }) =>
    sizes.map((size) => ({ format: name, compressed, ...size })),
  )
  const covers = (mode: WebcamMode): boolean => mode.width >= wanted.width && mode.height >= wanted.height
  const covering = modes.filter(covers)
  const best = (covering.length > 0 ? covering : modes).toSorted((a, b) => {
    const bySize = covering.length > 0 ? pixels(a) - pixels(b) : pixels(b) - pixels(a)
    if (bySize !== 0) return bySize
    const misfit = (mode: typeof a): number => (mode.compressed === pixels(mode) > MOST_RAW_PIXELS ? 0 : 1)
    return misfit(a) - misfit(b)
  })[0]
  return best && { format: best.format, width: best.width, height: best.height }
}

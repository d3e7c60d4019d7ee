// Paths that are read off a file: URL as text: a space in it is %20 there and ü two bytes more, so that nothing is found in
// such a folder. fileURLToPath and pathToFileURL know how. Pure.
import { withoutComments } from './without-comments.mjs'

const WRONG = [
  /import\.meta\.url\b[^\n;]*?\)\s*\.pathname\b/,
  /\.replace\(\s*(?:'file:|"file:|`file:|\/\^?file:)/,
  /\.slice\(\s*(?:'file:\/\/'|"file:\/\/")\.length/,
  /`file:\/\/\$\{/,
  /'file:\/\/' ?\+/,
]

/** One sentence for each. `sources`: texts by path. */
export const fileUrls = (/** @type {ReadonlyMap<string, string>} */ sources) =>
  [...sources].flatMap(([file, source]) =>
    withoutComments(source)
      .split('\n')
      .flatMap((line, index) => {
        const [found] = WRONG.flatMap((pattern) => pattern.exec(line)?.[0] ?? [])
        return found === undefined
          ? []
          : [
              `${file}:${index + 1}: ${found.trim()} takes a file: URL for a path, expected fileURLToPath or pathToFileURL`,
            ]
      }),
  )

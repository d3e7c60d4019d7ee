// Text in lines that a terminal holds whole. Pure.
import { COLUMNS } from './columns-of.ts'

/**
 * Broken at spaces; what goes on from a line is `indent` deeper than its beginning. A word that is longer than a line, as an
 * address may be, stays whole, so that it can be copied.
 */
export const wrapped = (text: string, indent = 2, columns = COLUMNS): string[] =>
  text.split('\n').flatMap((line) => {
    if (line.length <= columns) return [line]
    const [margin = ''] = /^ */.exec(line) ?? []
    const deeper = margin + ' '.repeat(indent)
    const lines: string[] = []
    let current = ''
    for (const word of line.slice(margin.length).split(' ')) {
      const before = lines.length === 0 ? margin : deeper
      if (current === '') current = before + word
      else if (current.length + 1 + word.length <= columns) current += ` ${word}`
      else {
        lines.push(current)
        current = deeper + word
      }
    }
    return [...lines, current]
  })

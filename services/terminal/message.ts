// What a person is told besides facts: in lines that a terminal holds whole. Where nothing can be broken without harm, nothing
// is: what stands in quotation marks or backticks is to be copied, JSON to be parsed, a path with spaces to be one. Pure.
import { COLUMNS } from './columns-of.ts'
import { wrapped } from './wrapped.ts'

/** Stands for a space at which no line may end (of Unicode's private use). */
const KEPT = '\ue000'
const TO_BE_KEPT = /\{"[^\n]*\}|"[^"\n]*"|`[^`\n]*`/g
const JSON_LINE = /^\s*[[{"]/

const keep = (text: string): string => text.replaceAll(' ', KEPT)

/** `whole`: paths that it may have in it; `columns`: how wide a line may be (columnsOf). */
export const broken = (text: string, whole: readonly string[] = [], columns = COLUMNS): string =>
  text
    .split('\n')
    .flatMap((line) => {
      if (JSON_LINE.test(line)) return [line]
      const kept = whole.reduce((all, path) => (path === '' ? all : all.replaceAll(path, keep)), line)
      return wrapped(kept.replace(TO_BE_KEPT, keep), 2, columns).map((each) => each.replaceAll(KEPT, ' '))
    })
    .join('\n')

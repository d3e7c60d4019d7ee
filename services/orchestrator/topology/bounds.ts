// How much text is taken for a topology file at all. YAML's parser descends with its own stack and takes seconds and
// gigabytes for what no person wrote (100,000 brackets, as many indents, 120,000 topologies), so that a file is measured
// by its tokens first, which takes milliseconds, and stops at the first bound. Pure, but for the size of a file.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Lexer, Parser } from 'yaml'
import { amount } from './counted.ts'
import { UsageError } from './usage-error.ts'

const MAX_BYTES = 4_000_000
/** Words, marks, line ends and indents: a link takes about ten of them, so that this is a lab of some 6,000 nodes and links. */
const MAX_TOKENS = 150_000
/** Maps and lists in each other; a topology needs six. */
const MAX_DEPTH = 50
export const MAX_TOPOLOGIES = 1000

export interface Excess {
  /** Where the bound was crossed, in characters. */
  readonly offset: number
  /** One sentence without its full stop. */
  readonly message: string
}

/** Null for text that may be parsed. */
export const excessOf = (text: string): Excess | null => {
  if (text.length > MAX_BYTES)
    return {
      offset: 0,
      message: `the file is ${amount(text.length)} characters long, expected at most ${MAX_BYTES / 1e6} MB`,
    }
  const parser = new Parser()
  let tokens = 0
  for (const token of new Lexer().lex(text)) {
    tokens++
    // It gives out finished documents, which are of no interest here.
    for (const _ of parser.next(token));
    if (parser.stack.length > MAX_DEPTH)
      return {
        offset: parser.offset,
        message: `maps and lists are nested more than ${MAX_DEPTH} deep, expected a topology file`,
      }
    if (tokens > MAX_TOKENS)
      return {
        offset: parser.offset,
        message: `more than ${amount(MAX_TOKENS)} words and marks up to here, expected a smaller file`,
      }
  }
  return null
}

/** What the file of a lab that has a folder is called. */
const IN_A_FOLDER = ['topology.yaml', 'topology.yml', 'topology.json']

/** Both as they are, or of the folder's topology file where they are of a folder that has one: that stands for its lab. */
export const fileIn = (path: string, shown: string): { readonly path: string; readonly shown: string } => {
  const name = IN_A_FOLDER.find((each) => existsSync(join(path, each)))
  return name === undefined ? { path, shown } : { path: join(path, name), shown: join(shown, name) }
}

/** A file's text. Throws a UsageError when there is none, and an Error when it may not be read or is more than may be; each ends in `expected …`. */
export const readBounded = (path: string, shown: string, expected: string): string => {
  if (!existsSync(path)) throw new UsageError(`no file ${shown}, expected ${expected}`)
  const stat = statSync(path)
  if (stat.isDirectory()) throw new UsageError(`${shown} is a folder without ${IN_A_FOLDER[0]}, expected ${expected}`)
  // A device or a pipe may never end.
  if (!stat.isFile()) throw new UsageError(`${shown} is no file, expected ${expected}`)
  if (stat.size > MAX_BYTES)
    throw new Error(
      `${shown} is ${stat.size.toLocaleString('en-US')} bytes long, expected at most ${MAX_BYTES / 1e6} MB`,
    )
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Error(`${shown} can't be read (${(error as NodeJS.ErrnoException).code}), expected ${expected}`)
  }
}

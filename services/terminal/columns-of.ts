// How wide a line may be: what a terminal holds, where there is one. Anywhere else lines are whole, for grep finds a
// sentence that goes on in the next line in neither.

/** What a terminal is taken to have that does not say. */
export const COLUMNS = 80
/** A narrower one would make a column of words. */
const LEAST = 40

/** `stream` is one of the process's own: stdout or stderr. */
export const columnsOf = (stream: { readonly isTTY?: boolean; readonly columns?: number }): number =>
  stream.isTTY ? Math.max(LEAST, stream.columns || COLUMNS) : Number.POSITIVE_INFINITY

// Where a SourceBuffer's groups begin on its timeline. What is thrown away has to end there: a browser that is told to
// remove up to the middle of a group removes the rest of it too, the part that is being played and what has yet to come
// (Media Source Extensions, "coded frame removal": up to the next random access point, or to the end). Pure.

export const createStarts = () => {
  let starts: number[] = []
  return {
    /** A keyframe that plays from `seconds` on was appended. */
    add: (seconds: number): void => {
      if (seconds > (starts.at(-1) ?? Number.NEGATIVE_INFINITY)) starts.push(seconds)
    },
    /** The last beginning of a group up to `seconds`; undefined when there is none. */
    upTo: (seconds: number): number | undefined => starts.findLast((start) => start <= seconds),
    /** What is before `seconds` is gone. */
    forget: (seconds: number): void => {
      starts = starts.filter((start) => start >= seconds)
    },
    get newest(): number | undefined {
      return starts.at(-1)
    },
  }
}

/** The smallest value that at least the part `q` (0 to 1) of the values does not exceed; undefined of none. */
export const quantile = (values: readonly number[], q: number): number | undefined => {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]
}

/** The newest `most` values, oldest first. */
export const createWindow = <T>(most: number) => {
  const values: T[] = []
  return {
    values: values as readonly T[],
    add: (value: T): void => {
      values.push(value)
      if (values.length > most) values.shift()
    },
    clear: (): void => {
      values.length = 0
    },
  }
}

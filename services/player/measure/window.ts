/** The newest `most` values, oldest first. */
export const createWindow = <T>(most: number) => {
  const values: T[] = []
  return {
    values: values as readonly T[],
    add: (value: T): void => {
      values.push(value)
      if (values.length > most) values.shift()
    },
  }
}

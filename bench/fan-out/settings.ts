// The bench's variables. Throws one sentence for one that can't be meant. Pure.

type Environment = Readonly<Record<string, string | undefined>>

const isCount = (value: number): boolean => Number.isInteger(value) && value > 0

/** A whole number, from `least` on. */
export const countOf = (env: Environment, name: string, otherwise: number, least = 1): number => {
  const value = Number(env[name] || otherwise)
  if (!isCount(value) || value < least) {
    throw new Error(`${name}="${env[name]}", expected a whole number from ${least} on`)
  }
  return value
}

/** Several, with commas between. */
export const countsOf = (env: Environment, name: string, otherwise: readonly number[]): readonly number[] => {
  const values = env[name] ? env[name].split(',').map(Number) : otherwise
  if (!values.every(isCount)) {
    throw new Error(`${name}="${env[name]}", expected whole numbers above 0, as in ${otherwise.join(',')}`)
  }
  return values
}

/** Those of `all` that are asked for; all of them where nothing is said. */
export const choiceOf = <Name extends string>(
  env: Environment,
  name: string,
  all: readonly Name[],
): readonly Name[] => {
  const asked = env[name]?.split(',')
  if (!asked) return all
  const unknown = asked.filter((one) => !all.includes(one as Name))
  if (unknown.length > 0) throw new Error(`${name}="${env[name]}", expected some of ${all.join(',')}`)
  return all.filter((one) => asked.includes(one))
}

/** One of `all`; the first where nothing is said. */
export const oneOf = <Name extends string>(env: Environment, name: string, all: readonly [Name, ...Name[]]): Name => {
  const [chosen, ...more] = choiceOf(env, name, all)
  if (!env[name]) return all[0]
  if (chosen === undefined || more.length > 0)
    throw new Error(`${name}="${env[name]}", expected one of ${all.join(',')}`)
  return chosen
}

// `${NAME}` in a source's input: what stands for it comes from the environment of the process that opens the source, and
// is written nowhere on the way there. Pure.

export const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

type Environment = Readonly<Record<string, string | undefined>>

/** Names of the variables in an input, each once. */
export const variablesIn = (input: string): readonly string[] => [
  ...new Set([...input.matchAll(VARIABLE)].map(([, name]) => name as string)),
]

/** The input with its variables' values. Throws one sentence that names those that are not set, or empty. */
export const expandInput = (input: string, env: Environment): string => {
  const missing = variablesIn(input).filter((name) => !env[name])
  if (missing.length > 0) {
    throw new Error(
      `input ${JSON.stringify(input)} takes ${missing.join(', ')} from the environment, where it is not set`,
    )
  }
  return input.replace(VARIABLE, (_, name: string) => env[name] as string)
}

// What a TypeScript source imports, type imports included, which a bundler drops. Reads the shape that the formatter
// leaves: statements begin a line, names stand in single quotes. Pure.

const STATEMENT = /^(?:import|export)\s+(type\s)?\s*((?:[\w$*\s,]|\{[^}]*\})*?)\s*from\s*'([^']+)'/gm
const BARE = /^import\s*()()'([^']+)'/gm
/** `await import('x')`, and `import('x').T` in a type. */
const CALL = /\bimport\(\s*()()'([^']+)'/gm
const COMMENT = /^[ \t]*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm

/** `{ type A, type B }` brings nothing to run either. */
const onlyTypes = (/** @type {string} */ names) => {
  const [, inner] = /^\{([^}]*)\}$/.exec(names.trim()) ?? []
  const listed = (inner ?? '').split(',').flatMap((name) => name.trim() || [])
  return listed.length > 0 && listed.every((name) => name.startsWith('type '))
}

/** Blanked, so that lines stay where they are. */
export const withoutComments = (/** @type {string} */ text) =>
  text.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '))

/**
 * In the order of their lines, which count from 1.
 * @param {string} text
 * @returns {{ specifier: string, line: number, typeOnly: boolean }[]}
 */
export const importsOf = (text) => {
  const code = withoutComments(text)
  return [STATEMENT, BARE, CALL]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map(({ index, 1: type, 2: names = '', 3: specifier = '' }) => ({
      specifier,
      line: code.slice(0, index).split('\n').length,
      typeOnly: Boolean(type) || onlyTypes(names),
    }))
    .sort((one, other) => one.line - other.line)
}

// Syntax trees, as TypeScript's own compiler reads a source: it alone knows what is a comment, a string or a template. The
// sources need not lie on a disk; nothing that they import is looked for. Owns the compiler's process while it parses.
import { API } from 'typescript/unstable/sync'

/** @typedef {import('typescript/unstable/ast').SourceFile} Tree */

const AT = '/sources/'
const PROJECT = `${AT}tsconfig.json`
/** Nothing besides the sources. */
const OPTIONS = { allowJs: true, jsx: 'preserve', noLib: true, noResolve: true, noEmit: true, types: [] }

/**
 * @param {ReadonlyMap<string, string>} sources text by path, which says by its ending what language it is
 * @returns {Map<string, Tree>}
 */
export const parsed = (sources) => {
  const files = [...sources.keys()].map((file) => `${AT}${file}`)
  const project = JSON.stringify({ compilerOptions: OPTIONS, files })
  const textOf = (/** @type {string} */ name) => (name === PROJECT ? project : sources.get(name.slice(AT.length)))
  const compiler = new API({
    cwd: AT,
    fs: {
      readFile: (name) => textOf(name) ?? null,
      fileExists: (name) => textOf(name) !== undefined,
      directoryExists: () => true,
      getAccessibleEntries: () => ({ files: [], directories: [] }),
      realpath: (name) => name,
    },
  })
  try {
    const snapshot = compiler.updateSnapshot({ openProjects: [PROJECT] })
    const program = snapshot.getProject(PROJECT)?.program
    const trees = [...sources.keys()].map((file) => {
      const tree = program?.getSourceFile(`${AT}${file}`)
      if (!tree) throw new Error(`${file} could not be parsed, expected a source of TypeScript or JavaScript`)
      return /** @type {const} */ ([file, tree])
    })
    snapshot.dispose()
    return new Map(trees)
  } finally {
    // Asked to end, as close() does, it would say "context canceled" on our stderr.
    const { client } = /** @type {{ client?: { channel?: { child?: import('node:child_process').ChildProcess } } }} */ (
      /** @type {unknown} */ (compiler)
    )
    client?.channel?.child?.kill('SIGKILL')
    compiler.close()
  }
}

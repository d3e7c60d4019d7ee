// The values that a source exports under names of its own. Types are left out: they say what a function takes and gives, for
// whoever reads it. Pure.
import { SyntaxKind } from 'typescript/unstable/ast'
import {
  isClassDeclaration,
  isEnumDeclaration,
  isExportAssignment,
  isExportDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isNamedExports,
  isVariableStatement,
} from 'typescript/unstable/ast/is'

/** @typedef {import('typescript/unstable/ast').Node} Node */

/** Of `const { a, b: [c] } = …`, too. @type {(name: Node) => string[]} */
const bound = (name) => {
  if (isIdentifier(name)) return [name.text]
  /** @type {string[]} */
  const names = []
  name.forEachChild((element) => {
    const { name: inner } = /** @type {{ name?: Node }} */ (element)
    if (inner) names.push(...bound(inner))
  })
  return names
}

/** @type {(statement: Node) => string[]} */
const namesIn = (statement) => {
  if (isExportAssignment(statement)) return ['default']
  if (isExportDeclaration(statement)) {
    const { exportClause, moduleSpecifier, isTypeOnly } = statement
    if (isTypeOnly || moduleSpecifier || !exportClause || !isNamedExports(exportClause)) return []
    return exportClause.elements.flatMap((each) => (each.isTypeOnly ? [] : each.name.text))
  }
  const { modifiers = [] } = /** @type {{ modifiers?: readonly Node[] }} */ (statement)
  const has = (/** @type {SyntaxKind} */ kind) => modifiers.some((modifier) => modifier.kind === kind)
  if (!has(SyntaxKind.ExportKeyword)) return []
  if (isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => bound(name))
  if (!isFunctionDeclaration(statement) && !isClassDeclaration(statement) && !isEnumDeclaration(statement)) return []
  return [has(SyntaxKind.DefaultKeyword) ? 'default' : (statement.name?.text ?? '')]
}

/**
 * @param {import('../parsed.mjs').Tree} tree
 * @returns {{ name: string, line: number }[]}
 */
export const exportsOf = (tree) =>
  tree.statements.flatMap((statement) => {
    const line = tree.getLineAndCharacterOfPosition(statement.getStart(tree)).line + 1
    return namesIn(statement).map((name) => ({ name, line }))
  })

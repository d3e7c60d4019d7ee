// What a source imports, passes on, requires or names in a type, be it in a comment that the compiler reads. Pure.
import { SyntaxKind } from 'typescript/unstable/ast'
import {
  isCallExpression,
  isExportDeclaration,
  isExternalModuleReference,
  isIdentifier,
  isImportDeclaration,
  isImportEqualsDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isMetaProperty,
  isNamedExports,
  isNamedImports,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isStringLiteral,
} from 'typescript/unstable/ast/is'

/** @typedef {import('typescript/unstable/ast').Node} Node */
/** @typedef {import('../parsed.mjs').Tree} Tree */
/** `from`: as the file has it that it comes from. @typedef {{ from: string, as: string, typeOnly: boolean }} Name */
/**
 * `specifier`: undefined when only running tells. `names`: '*' for all that there is. `passedOn`: exported, not imported.
 * @typedef {{ specifier: string | undefined, line: number, typeOnly: boolean, names: readonly Name[] | '*', passedOn: boolean }} Import
 */

/** @type {(specifiers: readonly (Node & { isTypeOnly: boolean, propertyName?: { text: string }, name: { text: string } })[]) => Name[]} */
const listed = (specifiers) =>
  specifiers.map(({ propertyName, name, isTypeOnly }) => ({
    from: (propertyName ?? name).text,
    as: name.text,
    typeOnly: isTypeOnly,
  }))

/** `require(x)`, `require.resolve(x)`, `import(x)`, `import.meta.resolve(x)`. @type {(called: Node) => boolean} */
const imports = (called) =>
  called.kind === SyntaxKind.ImportKeyword ||
  (isIdentifier(called) && called.text === 'require') ||
  (isPropertyAccessExpression(called) &&
    called.name.text === 'resolve' &&
    (isMetaProperty(called.expression) || imports(called.expression)))

/** The expression that says from where, and what is had from there. @type {(node: Node) => { from: Node | undefined, names: readonly Name[] | '*', typeOnly?: boolean, passedOn?: boolean } | undefined} */
const importIn = (node) => {
  // As JavaScript has it in a comment.
  if (isImportDeclaration(node) || node.kind === SyntaxKind.JSImportDeclaration) {
    const { moduleSpecifier: from, importClause } = /** @type {import('typescript/unstable/ast').ImportDeclaration} */ (
      node
    )
    const { name, namedBindings, phaseModifier } = importClause ?? {}
    const own = name ? [{ from: 'default', as: name.text, typeOnly: false }] : []
    const typeOnly = phaseModifier === SyntaxKind.TypeKeyword
    if (!namedBindings) return { from, names: own, typeOnly }
    return { from, names: isNamedImports(namedBindings) ? [...own, ...listed(namedBindings.elements)] : '*', typeOnly }
  }
  if (isExportDeclaration(node)) {
    const { moduleSpecifier: from, exportClause, isTypeOnly: typeOnly } = node
    if (!from) return undefined
    const names = exportClause && isNamedExports(exportClause) ? listed(exportClause.elements) : '*'
    return { from, names, typeOnly, passedOn: true }
  }
  if (isImportEqualsDeclaration(node)) {
    const { moduleReference, isTypeOnly: typeOnly } = node
    return isExternalModuleReference(moduleReference)
      ? { from: moduleReference.expression, names: '*', typeOnly }
      : undefined
  }
  if (isImportTypeNode(node)) {
    const from = isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument
    return { from, names: '*', typeOnly: true }
  }
  if (isCallExpression(node) && imports(node.expression)) return { from: node.arguments[0], names: '*' }
  return undefined
}

/**
 * In the order of their lines, which count from 1.
 * @param {Tree} tree
 * @returns {Import[]}
 */
export const importsOf = (tree) => {
  /** @type {Import[]} */
  const found = []
  const look = (/** @type {Node} */ node) => {
    const one = importIn(node)
    if (one) {
      const { from, names, typeOnly = false, passedOn = false } = one
      const literal = from && (isStringLiteral(from) || isNoSubstitutionTemplateLiteral(from)) ? from.text : undefined
      const onlyTypes = names !== '*' && names.length > 0 && names.every((name) => name.typeOnly)
      const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
      found.push({ specifier: literal, line, typeOnly: typeOnly || onlyTypes, names, passedOn })
    }
    node.forEachChild(look)
  }
  look(tree)
  return found.sort((one, other) => one.line - other.line)
}

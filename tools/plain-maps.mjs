// Plain objects that are looked up by a key which somebody else chose: a node called `constructor` then has what every object
// inherits. Such a look-up goes by a Map, or by Object.hasOwn before it. Pure.
import { withoutComments } from './without-comments.mjs'

/** Names that are declared as an object with any keys: `edges: Readonly<Record<string, number>>`. */
const DECLARED = /\b(\w+)\??: (?:Readonly<)?(?:Record<string,|\{ (?:readonly )?\[\w+: string\])/g
/** `edges[id]`, and not `edges['a']`, `edges[0]` nor a list's type. */
const LOOKED_UP = /(?<![\w.]Object\.)\b(\w+)(?:\?\.)?\[([a-zA-Z_$][\w$.?]*(?:\([^)]*\))?(?: \?\? [^\]]+)?)\]/g

/** Names whose keys are the program's own wherever they are declared: the environment's. */
const OF_ITS_OWN_KEYS = ['env', 'process']

const isConstant = (/** @type {string} */ name) => /^[A-Z][A-Z\d_]*$/.test(name)

/** One sentence for each look-up. `sources`: texts by path. */
export const plainMaps = (/** @type {ReadonlyMap<string, string>} */ sources) => {
  const texts = [...sources].map(([file, source]) => ({ file, text: withoutComments(source) }))
  const declaredIn = (/** @type {string} */ text) => [...text.matchAll(DECLARED)].map(([, name = '']) => name)
  const everywhere = new Set(texts.flatMap(({ text }) => declaredIn(text)))
  return texts.flatMap(({ file, text }) => {
    const here = new Set(declaredIn(text))
    // A constant is of its file, a field may be looked up in any.
    const isMap = (/** @type {string} */ name) => (isConstant(name) ? here : everywhere).has(name)
    return text
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(LOOKED_UP)].flatMap(([found, name = '', key = '']) =>
          isMap(name) && !OF_ITS_OWN_KEYS.includes(name) && !isConstant(key) && !line.includes('Object.hasOwn(')
            ? [
                `${file}:${index + 1}: ${found} looks a name up in a plain object, expected a Map, or Object.hasOwn(${name}, ${key}) on the line`,
              ]
            : [],
        ),
      )
  })
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

/** Text fit for an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) as string)

/** Fills `__NAME__` in a template. Values are HTML: escape what is text. Throws on a name that has no value. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/__([A-Z_]+?)__/g, (_match, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new Error(`the template's __${name}__ has no value`)
    return value
  })

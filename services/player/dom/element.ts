/** The element of the page with this id. Throws when the page lacks it: page and code are built together. */
export const element = <T extends HTMLElement = HTMLElement>(id: string): T => {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no element "${id}"`)
  return found as T
}

/** A new element with text, class and children. */
export const make = (tag: string, className: string, ...content: (string | Node)[]): HTMLElement => {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.append(...content)
  return made
}

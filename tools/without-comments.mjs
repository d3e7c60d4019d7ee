// For what is looked for in text: comments that begin a line, blanked, so that lines stay where they are. Pure.
const COMMENT = /^[ \t]*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm

export const blanked = (/** @type {string} */ text) => text.replace(/[^\n]/g, ' ')

export const withoutComments = (/** @type {string} */ text) => text.replace(COMMENT, blanked)

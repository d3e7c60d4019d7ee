// Text as it may reach a terminal. What a peer, a log or a file says is written by somebody, and a terminal obeys control
// characters: it moves, colours, answers, renames its window. They are shown as what they are, in JSON's notation, so that
// JSON stays JSON. Pure.

// C0 but for tab and line feed, DEL and C1; and what turns the direction of text, so that a line can't be made to read
// otherwise than it is (Unicode TR36, section 2.4).
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

export const printable = (text: string): string =>
  text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

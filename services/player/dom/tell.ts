// A sentence for who sees the page, and for who hears it: read aloud when it says something else, and not for each second that
// it counts.
import { element } from './element.ts'

/** Two sentences say the same when they differ by the seconds that they count alone. */
export const saysTheSame = (one: string, other: string): boolean => {
  const apart = (text: string): string => text.replace(/\d+ s\b/g, 's')
  return apart(one) === apart(other)
}

/** `told` is the live region that goes with the element `shown`. */
export const tell = (shown: string, told: string, text: string): void => {
  if (element(shown).textContent !== text) element(shown).textContent = text
  const aloud = element(told)
  if (!saysTheSame(aloud.textContent ?? '', text)) aloud.textContent = text
}

// Whether this page may change the lab, and if not why: said once above the tables, and by every button that would change it.
// Pure.

/** What the orchestrator makes of the token that it was shown, and what the page knows without asking it. */
export type Lock = 'open' | 'no token' | 'another token' | 'no answer'

const WHERE = 'open the address that `weir status` prints (`make up` does, too): it carries the token'

/** Empty for one that may; what does not answer says so elsewhere. */
export const lockSentence = (lock: Lock): string =>
  lock === 'no token'
    ? `You can look; to change the lab, ${WHERE}.`
    : lock === 'another token'
      ? `This page's token is not that of the lab that runs now; to change it, ${WHERE}.`
      : ''

/** The element that says why a button is of no use now; null when it is of use. */
export const reasonId = (lock: Lock): string | null =>
  lock === 'open' ? null : lock === 'no answer' ? 'summary' : 'locked'

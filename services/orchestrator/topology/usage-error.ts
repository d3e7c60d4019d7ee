/**
 * What somebody has typed can't be understood, or names what there is not: exit code 2, as for what commander finds. What a
 * file says, and what the machine or the lab refuses, is any other Error, and exit code 1.
 */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

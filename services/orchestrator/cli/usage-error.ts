/** The command line itself can't be understood: exit code 2, as for what commander finds. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

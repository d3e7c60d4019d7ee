/** Values of environment variables by name, which nodes take and no file has: kept in memory, and handed on. */
export type Secrets = Readonly<Record<string, string>>

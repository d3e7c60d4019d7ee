/** Whose a connection is: a server on `::` sees 10.0.0.1 as ::ffff:10.0.0.1. */
export const plainAddress = (address = ''): string => address.replace(/^::ffff:/i, '')

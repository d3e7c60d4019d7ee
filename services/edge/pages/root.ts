/**
 * From a page to the root of the edge, as a relative address that ends in `/`. Pages name nothing from the root of the host:
 * a proxy may have the edge below a path, which only the browser knows.
 */
export const rootFrom = (path: string): string => '../'.repeat((path.match(/\//g)?.length ?? 1) - 1) || './'

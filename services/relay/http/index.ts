export { createHttpRoutes } from './http-routes.ts'
export { listen, type UpgradeHandler } from './listener.ts'

export { type Child, serveChild } from './child.ts'
export { type MediaViewer, serveMediaViewer } from './media-viewer.ts'

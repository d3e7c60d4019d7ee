// esbuild inlines these files as text, so that the console is one file with the rest.
declare module '*.html' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: the shape that esbuild's text loader gives
  export default text
}
declare module '*.css' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: the shape that esbuild's text loader gives
  export default text
}
declare module '*.client.js' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: the shape that esbuild's text loader gives
  export default text
}

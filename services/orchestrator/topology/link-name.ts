/** How people, messages and commands name a link: `mid-a:edge1`. Without a `>`, which a shell takes for a file. */
export const linkName = ({ from, to }: { readonly from: string; readonly to: string }): string => `${from}:${to}`

/** How people, messages and commands name a link: `mid-a->edge1`. */
export const linkName = ({ from, to }: { readonly from: string; readonly to: string }): string => `${from}->${to}`

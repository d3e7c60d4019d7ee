// Keeps a part of the page up to date, for as long as somebody sees it.
const EVERY_MILLIS = 500

export const refresh = (update: () => void): void => {
  const look = (): void => {
    if (!document.hidden) update()
  }
  look()
  setInterval(look, EVERY_MILLIS)
}

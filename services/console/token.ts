// The lab's token, without which the console only shows. It comes behind the # of the address that `weir up` prints, which
// goes to no server and into no log; kept for this tab alone, so that a reload has it still.

const KEY = 'weir-token'

/** Takes it out of the address, whenever a new one is entered there. */
export const watchAddress = (onChange: () => void): void => {
  const take = () => {
    const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
    if (!given) return
    sessionStorage.setItem(KEY, given)
    history.replaceState(null, '', location.pathname + location.search)
    onChange()
  }
  take()
  addEventListener('hashchange', take)
}

export const token = (): string | null => sessionStorage.getItem(KEY)

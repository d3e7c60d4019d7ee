// Whether people who don't see a page, or see it on a small screen, or have no mouse, can use it: axe-core's rules, what fits,
// and a walk by the Tab key.
import axe from 'axe-core'
import type { TestPage } from './browser.ts'

/** A line for each serious or critical violation of axe-core's rules. */
export const axeViolations = async (page: TestPage): Promise<string[]> => {
  await page.evaluate(`${axe.source}; true`)
  return page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' ' + target + ': ' + failureSummary)))`)
}

/** What stands beyond the right edge of the page, a line each; boxes that scroll, or are for screen readers alone, may. */
export const offThePage = (page: TestPage): Promise<string[]> =>
  page.evaluate(`(() => {
    const apart = ({ overflowX, clipPath }) => overflowX === 'auto' || clipPath !== 'none'
    const isApart = (one) => one && (apart(getComputedStyle(one)) || isApart(one.parentElement))
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page is ' + document.documentElement.scrollWidth] : []
    return [...wide, ...[...document.querySelectorAll('a, button, h1, h2, p, td, th')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isApart(one))
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
      .map((one) => one.tagName + ' ' + one.textContent.trim().slice(0, 40))]
  })()`)

/**
 * Boxes that hold more than they show, and don't say so: a line for each that has no shadow at its edges, no name, or is not
 * reached by the keyboard.
 */
export const hiddenWithoutSign = (page: TestPage): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((one) => /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth + 1)
    .flatMap((one) => {
      const { backgroundAttachment } = getComputedStyle(one)
      const lacks = [
        /scroll/.test(backgroundAttachment) && /local/.test(backgroundAttachment) ? [] : ['a shadow'],
        one.ariaLabel ? [] : ['a name'],
        one.tabIndex >= 0 ? [] : ['a place among the tab stops'],
      ].flat()
      return lacks.map((what) => (one.id || one.tagName) + ' lacks ' + what)
    })`)

export interface Stop {
  /** As a screen reader says it. */
  readonly name: string
  readonly tag: string
  /** Within the window, once it is focused. */
  readonly inView: boolean
  /** Something shows where the focus is. */
  readonly isMarked: boolean
}

/** What the Tab key leads to, from the top of the page until it leaves it. */
export const tabStops = async (page: TestPage, most = 100): Promise<Stop[]> => {
  // The walk goes on from where the focus was last, even if it has left it.
  await page.evaluate(`document.body.tabIndex = -1, document.body.focus(), window.scrollTo(0, 0), true`)
  const stops: Stop[] = []
  while (stops.length < most) {
    await page.press('Tab')
    const stop = await page.evaluate<Stop | null>(`(() => {
      const at = document.activeElement
      if (!at || at === document.body || window.visited?.has(at)) return null
      ;(window.visited ??= new WeakSet()).add(at)
      const { top, bottom, left, right, width } = at.getBoundingClientRect()
      return {
        name: at.ariaLabel ?? at.innerText?.trim() ?? '',
        tag: at.tagName,
        inView: width > 0 && bottom > 0 && top < innerHeight && left < innerWidth && right > 0,
        isMarked: getComputedStyle(at).outlineStyle !== 'none',
      }
    })()`)
    if (!stop) break
    stops.push(stop)
  }
  await page.evaluate(`delete window.visited, document.body.removeAttribute('tabindex'), true`)
  return stops
}

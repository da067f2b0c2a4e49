// @ts-check
// The list of a page's sections: leads to each, and marks the one that is under it. The page's script knows
// nothing of it; the address does, so that it can be handed on.

import { Contents } from "./section_contents.js"
import { preferring } from "./section_fit.js"
import { find, runs, views } from "./shared.js"

/** @import { Component, SectionsData } from "./types.d.ts" */
/** @typedef {{ word: string, top: number }} Place where a section begins, in pixels below the list */

const WORD = "section"
const NEAR = 24 // pixels
const GAP = 3 // pixels, as in section_list.css
const WIDE = 560 // pixels; below them, and in a window that is not as high, the list is one line

const { at, remove } = views(parent => new SectionList(find(parent, ".sections", HTMLElement)), ".sections")
export { remove }

/** @param {Component<SectionsData>} component */
export function render({ data, parentElement }) {
  at(parentElement).show(data)
}

/**
 * The section that is under the list: the last that has begun, but the one that was asked for if it is in
 * sight: at its end a page may not be able to bring it up.
 * @param {Place[]} places from above
 * @param {string} asked
 * @param {number} room height below the list
 */
export function current(places, asked, room) {
  const there = places.find(place => place.word === asked)
  if (there && there.top > -NEAR && there.top < room * 0.7) return asked
  return (places.findLast(place => place.top < NEAR) ?? places[0])?.word ?? ""
}

/** The address with a section in it. @param {string} search @param {string} word */
export function withSection(search, word) {
  const query = new URLSearchParams(search)
  query.set(WORD, word)
  return `?${query}`
}

class SectionList {
  /** @type {SectionsData | undefined} */
  data
  said = "" // what the list was drawn of
  unfocused = "" // the section whose heading is to have the focus
  opens = "" // the section that is to be unfolded
  went = "" // the section that the address has led to
  asked = "" // the section that was asked for last
  held = "" // the section that stays under the list until the reader does something
  waits = 0
  measured = "" // what the widths below were measured of
  /** @type {number[]} */
  widths = []

  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node
    this.line = find(node, ".line", HTMLElement)
    this.whole = find(node, ".whole", HTMLElement)
    this.contents = new Contents(this.whole)
    this.scroller = node.closest("[data-testid=stMain]") ?? document.documentElement
    node.onclick = event => this.follow(event)
    for (const kind of ["pointerover", "focusin"]) node.addEventListener(kind, () => this.address())
    this.let = () => { this.held = "" }
    this.look = () => { this.waits ||= requestAnimationFrame(() => this.mark()) }
    this.scroller.addEventListener("scroll", this.look, { passive: true })
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) addEventListener(kind, this.let, true)
    // what is on the page comes bit by bit, and moves what is below it
    this.changes = new MutationObserver(this.look)
    this.changes.observe(this.scroller, { childList: true, subtree: true })
    const app = document.querySelector("[data-testid=stApp]")
    if (app) this.changes.observe(app, { attributeFilter: ["data-test-script-state"] })
    this.sizes = new ResizeObserver(this.look)
    this.sizes.observe(this.scroller)
    this.sizes.observe(this.scroller.querySelector("[data-testid=stVerticalBlock]") ?? this.scroller)
  }

  end() {
    this.scroller.removeEventListener("scroll", this.look)
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) removeEventListener(kind, this.let, true)
    this.changes.disconnect()
    this.sizes.disconnect()
    this.contents.end()
    cancelAnimationFrame(this.waits)
  }

  /** @param {SectionsData} data */
  show(data) {
    const said = JSON.stringify([data.label, data.sections])
    if (this.said !== said) this.draw(data)
    this.said = said
    this.data = data
    if (data.asked && data.asked !== this.went) this.begin(data.asked)
    this.went = data.asked
    this.look()
    this.node.dataset.painted = "yes"
  }

  /** @param {SectionsData} data */
  draw({ label, sections }) {
    this.node.setAttribute("aria-label", label)
    const items = sections.map(([word, title]) => {
      const item = document.createElement("li"), link = document.createElement("a")
      link.textContent = link.dataset.title = title
      link.dataset.section = word
      item.append(link)
      return item
    })
    this.line.replaceChildren(...items, this.whole)
    this.measured = ""
    this.address()
  }

  /** The links lead to what the page's address says now. */
  address() {
    for (const link of this.node.querySelectorAll("a")) link.setAttribute("href", this.to(link.dataset.section ?? ""))
  }

  /** @param {string} word */
  to(word) {
    return withSection(location.search, word)
  }

  /** @param {MouseEvent} event */
  follow(event) {
    const link = event.target instanceof Element ? event.target.closest("a") : null
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    const word = link.dataset.section ?? ""
    this.contents.close()
    history.replaceState(history.state, "", location.pathname + this.to(word))
    this.went = word
    this.begin(word)
  }

  /** Bring a section under the list as soon as it is there. @param {string} word */
  begin(word) {
    this.asked = this.held = this.unfocused = word
    this.opens = this.data?.sections.some(([other, , folded]) => other === word && folded) ? word : ""
    this.arrive()
    this.look()
  }

  arrive() {
    const place = this.held ? this.section(this.held) : null
    if (!place) return
    // a click while the script runs might close what it is just opening
    const opener = this.opens && !runs() && place.querySelector("summary, .st-key-opens button")
    if (opener instanceof HTMLElement) {
      this.opens = ""
      if (!opener.closest("details")?.open && !place.querySelector(".checked")) opener.click()
    }
    const main = this.scroller, list = this.node.getBoundingClientRect()
    const box = place.getBoundingClientRect(), top = box.top - list.bottom
    // the last sections of a page come up, too
    const room = main.querySelector("[data-testid=stMainBlockContainer]")
    if (room instanceof HTMLElement) {
      const had = parseFloat(room.style.paddingBottom) || 0
      const below = main.scrollHeight - had - (main.scrollTop + box.top - main.getBoundingClientRect().top)
      const lacks = main.clientHeight - (list.bottom - main.getBoundingClientRect().top) - below
      if (lacks > had) room.style.paddingBottom = `${Math.ceil(lacks)}px`
    }
    if (Math.abs(top - 8) > 1) main.scrollTop += top - 8
    if (this.unfocused) this.focus(place)
  }

  /** @param {Element} place */
  focus(place) {
    const heading = place.querySelector("h2")
    if (!heading) return
    this.unfocused = ""
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }

  mark() {
    this.waits = 0
    if (!this.data) return
    this.keepClear()
    this.arrive()
    const list = this.node.getBoundingClientRect()
    /** @type {Place[]} */
    const places = []
    for (const [word] of this.data.sections) {
      const place = this.section(word)
      if (place) places.push({ word, top: place.getBoundingClientRect().top - list.bottom })
    }
    const there = places.map(place => place.word)
    places.sort((one, other) => one.top - other.top)
    const now = current(places, this.asked, this.scroller.clientHeight - list.bottom)
    const before = this.node.querySelector("[aria-current]"), link = this.link(now)
    if (before !== link) {
      before?.removeAttribute("aria-current")
      link?.setAttribute("aria-current", "true")
    }
    this.contents.show(this.data, there, now, word => this.to(word))
    this.fit(there, now)
  }

  /** What lies over the corners of the page gets room beside the list, which stands below a lecture's bar. */
  keepClear() {
    const list = this.node.getBoundingClientRect(), { style } = this.node
    const over = (/** @type {string} */ css) => {
      const box = document.querySelector(css)?.getBoundingClientRect()
      return box?.width && box.top < list.height && box.left < list.right && box.right > list.left ? box : undefined
    }
    const left = over("[data-testid=stExpandSidebarButton]"), right = over(".rnnviz-help-open")
    style.setProperty("--left", left ? `${Math.ceil(left.right - list.left) + GAP}px` : "0px")
    style.setProperty("--right", right ? `${Math.ceil(list.right - right.left) + GAP}px` : "0px")
    const bar = this.scroller.querySelector(".st-key-presenter"), place = this.node.closest(".st-key-sections")
    const top = bar instanceof HTMLElement ? bar.offsetHeight : 0
    if (place instanceof HTMLElement) place.style.top = `${top}px`
    const above = list.top - this.scroller.getBoundingClientRect().top
    this.node.classList.toggle("stuck", this.scroller.scrollTop > 0 && above <= top + 1)
  }

  /** Show as many entries as there is room for. @param {string[]} there @param {string} now */
  fit(there, now) {
    const items = [...this.line.children].filter(item => item instanceof HTMLElement && item !== this.whole)
    const width = this.line.clientWidth
    const measured = JSON.stringify([there, width, this.scroller.clientHeight])
    const links = there.map(word => this.link(word))
    if (this.measured !== measured) {
      for (const link of links) link?.parentElement?.removeAttribute("hidden")
      this.widths = links.map(link => link?.offsetWidth ?? 0)
    }
    this.measured = measured
    const kept = links.flatMap((link, place) => there[place] === now || link === document.activeElement ? [place] : [])
    const room = { width, lines: width < WIDE || this.scroller.clientHeight < WIDE ? 1 : 2, gap: GAP }
    // what is unfolded stays in sight, if all of it has room
    const unfolded = there.flatMap((word, place) => this.section(word)?.querySelector("[data-testid=stExpander] > details[open]") ? [place] : [])
    const some = preferring(this.widths, kept, unfolded, this.whole.offsetWidth, room)
    const shown = some.map(place => links[place]?.parentElement)
    for (const item of items) item.toggleAttribute("hidden", !shown.includes(/** @type {HTMLElement} */ (item)))
  }

  /** @param {string} word */
  section(word) {
    return this.scroller.querySelector(`.st-key-section-${CSS.escape(word)}`)
  }

  /** @param {string} word @returns {HTMLElement | null} */
  link(word) {
    return this.line.querySelector(`:scope > :not(.whole) > a[data-section="${CSS.escape(word)}"]`)
  }
}

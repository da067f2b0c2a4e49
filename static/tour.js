// @ts-check
// A short tour of the page for who is here for the first time. It is shown once: the browser remembers
// it, and where a browser remembers nothing it is not shown at all. It hides nothing and stops nobody;
// Escape, or "Skip", ends it.

import { find } from "./shared.js"
import { filled } from "./words.js"

/** @import { Component, TourData } from "./types.d.ts" */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {{ width: number, height: number }} Size */

const KEY = "rnnviz tour"
const GAP = 12 // pixels between what is shown and the words
/** @type {Tour | undefined} */
let tour

/** @param {Component<TourData>} component */
export function render({ data }) {
  if (tour) tour.speak(data)
  // a link leads to something: nothing may stand before that
  else if (!location.search && first()) tour = new Tour(data)
}

export function remove() {
  tour?.end(false)
}

function first() {
  try {
    if (localStorage.getItem(KEY)) return false
    localStorage.setItem(KEY, "seen")
    return localStorage.getItem(KEY) === "seen"
  } catch {
    return false
  }
}

/**
 * Where the words stand: below what is shown, or above it, or beside it in the lower right corner; at the
 * bottom, where nothing is shown.
 * @param {Box | undefined} box what is shown
 * @param {Size} panel
 * @param {Size} room
 */
export function placed(box, panel, room) {
  const widest = room.width - panel.width, highest = room.height - panel.height
  const keep = (/** @type {number} */ at, /** @type {number} */ most) => Math.max(GAP, Math.min(at, most - GAP))
  if (!box) return { left: keep(widest / 2, widest), top: highest - GAP }
  const below = box.bottom + GAP + panel.height < room.height, above = box.top - GAP - panel.height > 0
  const top = below ? box.bottom + GAP : above ? box.top - panel.height - GAP : room.height
  return { left: keep(below || above ? box.left : room.width, widest), top: keep(top, highest) }
}

class Tour {
  at = 0

  /** @param {TourData} data */
  constructor(data) {
    this.data = data
    this.before = document.activeElement
    this.ring = document.body.appendChild(document.createElement("div"))
    this.ring.className = "tour-ring"
    const panel = this.panel = document.body.appendChild(document.createElement("section"))
    panel.className = "tour"
    panel.setAttribute("role", "dialog")
    panel.setAttribute("aria-live", "polite")
    panel.innerHTML = `<p class="where"></p><p class="words"></p>
      <div><button type="button" class="skip"></button><button type="button" class="back"></button>
      <button type="button" class="next"></button></div>`
    const part = (/** @type {string} */ name) => find(panel, "." + name, HTMLElement)
    this.where = part("where")
    this.words = part("words")
    this.skip = part("skip")
    this.back = part("back")
    this.next = part("next")
    this.skip.onclick = () => this.end()
    this.back.onclick = () => this.go(this.at - 1)
    this.next.onclick = () => this.at < this.data.steps.length - 1 ? this.go(this.at + 1) : this.end()
    this.onKey = (/** @type {KeyboardEvent} */ event) => { if (event.key === "Escape") this.end() }
    this.onMove = () => this.place()
    addEventListener("keydown", this.onKey)
    addEventListener("resize", this.onMove)
    addEventListener("scroll", this.onMove, true)
    this.speak(data)
    this.go(0)
    this.next.focus({ preventScroll: true })
  }

  /** The words may change with the language. @param {TourData} data */
  speak(data) {
    this.data = data
    this.panel.setAttribute("aria-label", data.name)
    this.skip.textContent = data.skip
    this.back.textContent = data.back
    this.say()
  }

  say() {
    const { steps, of, next, done } = this.data, last = this.at === steps.length - 1
    this.where.textContent = filled(of, { step: this.at + 1, all: steps.length })
    this.words.textContent = steps[this.at].words
    this.next.textContent = last ? done : next
    this.back.hidden = this.at === 0
    this.skip.hidden = last
  }

  /** @param {number} step */
  go(step) {
    this.at = step
    this.say()
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    this.target()?.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" })
    this.place()
    // the button that was pressed may be gone now
    if (document.activeElement === document.body) this.next.focus({ preventScroll: true })
  }

  /** What the step speaks of, if it is on the screen: a phone has its sidebar folded in. */
  target() {
    const found = document.querySelector(this.data.steps[this.at].target)
    const box = found?.getBoundingClientRect()
    return box && box.width && box.right > 0 && box.left < innerWidth ? found : null
  }

  place() {
    const box = this.target()?.getBoundingClientRect(), { panel, ring } = this
    ring.hidden = !box
    if (box) {
      Object.assign(ring.style, {
        left: box.left - 4 + "px", top: box.top - 4 + "px", width: box.width + 8 + "px", height: box.height + 8 + "px",
      })
    }
    const size = { width: panel.offsetWidth, height: panel.offsetHeight }
    const { left, top } = placed(box, size, { width: innerWidth, height: innerHeight })
    Object.assign(panel.style, { left: left + "px", top: top + "px" })
  }

  end(back = true) {
    removeEventListener("keydown", this.onKey)
    removeEventListener("resize", this.onMove)
    removeEventListener("scroll", this.onMove, true)
    const mine = this.panel.contains(document.activeElement)
    this.panel.remove()
    this.ring.remove()
    if (back && mine && this.before instanceof HTMLElement) this.before.focus({ preventScroll: true })
    tour = undefined
  }
}

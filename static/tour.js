// @ts-check
// A short tour of the page for who is here for the first time. It is shown once: the browser remembers
// it, and where a browser remembers nothing it is not shown at all. It hides nothing and stops nobody;
// Escape, or "Skip", ends it.

import { TOUR } from "./help.js"
import { find } from "./shared.js"
import { filled } from "./words.js"

/** @import { Component, TourData } from "./types.d.ts" */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {{ width: number, height: number }} Size */

const KEY = "rnnviz tour"
const GAP = 12 // pixels between what is shown and the words
/** @type {Tour | undefined} */
let tour

/** @type {TourData | undefined} */
let known

/** @param {Component<TourData>} component */
export function render({ data }) {
  if (!known) addEventListener(TOUR, again)
  known = data
  if (tour) tour.speak(data)
  // a link leads to something: nothing may stand before that
  else if (wanted() || !location.search && first()) tour = new Tour(data)
}

export function remove() {
  tour?.end(false)
  removeEventListener(TOUR, again)
  known = undefined
}

function again() {
  wanted()
  tour?.end(false)
  if (known) tour = new Tour(known)
}

/** Whether the reader has asked to see it again, once. */
function wanted() {
  try {
    const asked = sessionStorage.getItem(TOUR) !== null
    sessionStorage.removeItem(TOUR)
    return asked
  } catch {
    return false
  }
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

/** How much two boxes lie over each other, in square pixels. @type {(one: Box, other: Box) => number} */
const shared = (one, other) =>
  Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left)) *
  Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top))

/**
 * Where the words stand: beside what is shown, never over it if there is any room, and over as little as can
 * be of what else is to be seen; at the bottom, where nothing is shown.
 * @param {Box | undefined} box what is shown
 * @param {Size} panel
 * @param {Size} room
 * @param {Box[]} others
 */
export function placed(box, panel, room, others = []) {
  const widest = room.width - panel.width, highest = room.height - panel.height
  const keep = (/** @type {number} */ at, /** @type {number} */ most) => Math.max(GAP, Math.min(at, most - GAP))
  if (!box) return { left: keep(widest / 2, widest), top: highest - GAP }
  const places = [
    { left: box.left, top: box.bottom + GAP },
    { left: box.left, top: box.top - GAP - panel.height },
    { left: box.left - GAP - panel.width, top: box.top },
    { left: box.right + GAP, top: box.top },
    { left: box.left, top: room.height },
    { left: room.width, top: room.height },
    { left: box.left, top: 0 },
  ].map(({ left, top }) => ({ left: keep(left, widest), top: keep(top, highest) }))
  const harm = places.map(({ left, top }) => {
    const words = { left, top, right: left + panel.width, bottom: top + panel.height }
    return 1000 * shared(words, box) + others.reduce((sum, other) => sum + shared(words, other), 0)
  })
  return places[harm.indexOf(Math.min(...harm))]
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
    this.watch = setInterval(this.onMove, 250) // what is pointed at may move as the page goes on
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
    const shown = this.target(), behavior = calm ? "auto" : "smooth"
    const tall = (shown?.clientHeight ?? 0) + this.panel.offsetHeight > innerHeight / 2
    shown?.scrollIntoView({ block: tall ? "end" : "nearest", behavior })
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
    const others = this.data.steps.flatMap(({ target }, step) => {
      const other = step === this.at ? null : document.querySelector(target)
      return other ? [other.getBoundingClientRect()] : []
    })
    const { left, top } = placed(box, size, { width: innerWidth, height: innerHeight }, others)
    Object.assign(panel.style, { left: left + "px", top: top + "px" })
  }

  end(back = true) {
    removeEventListener("keydown", this.onKey)
    removeEventListener("resize", this.onMove)
    removeEventListener("scroll", this.onMove, true)
    clearInterval(this.watch)
    const mine = this.panel.contains(document.activeElement)
    this.panel.remove()
    this.ring.remove()
    if (back && mine && this.before instanceof HTMLElement) this.before.focus({ preventScroll: true })
    tour = undefined
  }
}

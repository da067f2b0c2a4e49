// @ts-check
// Draws one row of the matrix as a chain, level with the matrix above it: what arrives at every step, as
// rnnviz/figures/gradients/arrivals.py has it. It computes no number. The arrows appear in the order in
// which the gradient takes them, once for each choice of a row, unless the reader wants no motion.

import { beside, Chain, HEIGHT, nearest } from "./arrivals_drawing.js"
import { csv } from "./csv.js"
import { saveDrawing, saveDrawingPage, saveRows } from "./picture_files.js"
import { PictureMenu } from "./picture_menu.js"
import { arrivalsRows } from "./picture_rows.js"
import { clamp, find, outer, Renewed, views } from "./shared.js"
import { Spoken } from "./spoken.js"
import { fill, labels } from "./words.js"

/** @import { ArrivalsData, Component, Place } from "./types.d.ts" */

const TOTAL = 1400, EACH = 260 // milliseconds for the whole way, and for a step of a short one
const CAUGHT_UP = 2000 // milliseconds until the server has heard which row was chosen
// what has a use of its own for the arrow keys
const TAKES_KEYS = "input, textarea, select, button, a, summary, [role], [contenteditable]"
const all = views((/** @type {Place} */ parent) => new View(find(parent, ".arrivals", HTMLElement), parent))

/** @param {Component<ArrivalsData, { step: number }>} component */
export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = step => setStateValue("step", step)
  view.renewed.place(data)
}

export const remove = all.remove

class View {
  step = 0
  asked = 0 // when the reader last chose a row
  width = 0
  /** @type {ArrivalsData | undefined} */ data
  /** @type {Chain | undefined} */ drawn
  /** @type {string | undefined} */ seen
  /** @type {(step: number) => void} */ tell = () => {}

  /**
   * @param {HTMLElement} root
   * @param {Place} parent
   */
  constructor(root, parent) {
    this.root = root
    this.renewed = new Renewed(outer(parent), (/** @type {ArrivalsData} */ data) => this.show(data))
    root.innerHTML = SKELETON
    this.label = labels(root)
    const part = (/** @type {string} */ name) => find(root, "." + name, HTMLElement)
    this.chain = find(root, ".chain", SVGSVGElement)
    this.range = find(root, ".range", HTMLInputElement)
    this.say = part("say")
    this.teller = new Spoken(part("spoken"))
    this.tip = part("tip")
    part("previous").onclick = () => this.move(-1)
    part("next").onclick = () => this.move(1)
    part("again").onclick = () => this.play()
    this.range.oninput = () => this.choose(+this.range.value - 1)
    this.chain.onclick = event => this.chooseAt(event)
    root.onpointermove = event => this.point(event)
    root.onpointerleave = () => { this.tip.hidden = true }
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event)
    document.addEventListener("keydown", this.onKey)
    this.menu = new PictureMenu(part("controls"), () => this.ways())
    // at once a first time, too, when nothing has changed: drawing anew would end the arrows' way
    this.sized = new ResizeObserver(() => this.root.clientWidth !== this.width && this.draw())
    this.sized.observe(root)
  }

  end() {
    document.removeEventListener("keydown", this.onKey)
    this.sized.disconnect()
    this.teller.end()
  }

  /** @param {ArrivalsData} data */
  show(data) {
    this.label(data.words ?? {})
    this.menu.name(data.words)
    const before = this.data
    const typed = before !== undefined && before.pieces.join("\n") !== data.pieces.join("\n")
    this.data = data
    // until the server has caught up, what the reader chose counts
    const recent = performance.now() - this.asked < CAUGHT_UP
    const behind = before && !typed && recent && data.step !== this.step
    if (!behind) this.step = data.step
    this.root.classList.toggle("dark", data.dark)
    const followed = data.followed ?? false
    const { words } = data
    const how = followed ? "" : ` ${fill(words, "The arrow keys choose another step.")}`
    this.chain.setAttribute("aria-label", data.alt + how)
    this.root.dataset.keys = data.rows.length > 1 && !followed ? "ArrowLeft ArrowRight Home End" : "" // what `key` does
    this.range.max = String(Math.max(...data.rows, 0) + 1)
    this.range.min = String(Math.min(...data.rows, 0) + 1)
    this.say.textContent = data.say
    this.teller.say(data.say)
    const seen = JSON.stringify(data)
    if (seen !== this.seen) {
      this.tip.hidden = true // it speaks of what was there before
      this.draw()
    }
    this.seen = seen
    if (!before || (!typed && (before.step !== data.step || before.cut !== data.cut))) this.play()
    this.root.dataset.painted = data.pieces.join("")
    this.root.dataset.row = String(data.step + 1)
  }

  // -- which row -----------------------------------------------------------------------------------

  /** @param {number} by */
  move(by) {
    const next = beside(this.data?.rows ?? [], this.step, by)
    if (next !== undefined) this.choose(next)
  }

  /** @param {number} step */
  choose(step) {
    const next = nearest(this.data?.rows ?? [], step)
    if (next === undefined || next === this.step) return
    this.step = next
    this.range.value = String(next + 1)
    this.asked = performance.now()
    this.tell(next)
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const inside = event.composedPath().includes(this.root)
    const [target] = event.composedPath()
    const busy = !inside && target instanceof Element && target.closest(TAKES_KEYS)
    if (busy || this.data?.followed || event.ctrlKey || event.metaKey || event.altKey) return
    if (target === this.range) return // it has its own use for arrows
    const rows = this.data?.rows ?? []
    if (event.key === "ArrowLeft") this.move(-1)
    else if (event.key === "ArrowRight") this.move(1)
    else if (event.key === "Home" && rows.length) this.choose(rows[0])
    else if (event.key === "End" && rows.length) this.choose(rows[rows.length - 1])
    else return
    event.preventDefault()
  }

  /** The step under the pointer. @param {MouseEvent} event */
  at(event) {
    return this.drawn?.stepAt(event.clientX - this.chain.getBoundingClientRect().left) ?? null
  }

  /** @param {MouseEvent} event */
  chooseAt(event) {
    const k = this.at(event)
    if (k !== null) this.choose(k)
  }

  /** @param {PointerEvent} event */
  point(event) {
    const k = event.composedPath().includes(this.chain) ? this.at(event) : null
    this.tip.hidden = k === null
    if (k === null || !this.drawn) return
    this.tip.textContent = this.drawn.tells(k)
    const box = this.root.getBoundingClientRect()
    const x = event.clientX - box.left
    this.tip.style.left = clamp(x + 14, 0, Math.max(box.width - this.tip.offsetWidth, 0)) + "px"
    this.tip.style.top = event.clientY - box.top + 18 + "px"
  }

  // -- the picture ---------------------------------------------------------------------------------

  draw() {
    const { data } = this
    const width = this.root.clientWidth
    if (!data || !width) return
    this.width = width
    this.drawn = new Chain(data, (width - data.left - data.right) / data.slots)
    this.chain.setAttribute("width", String(width))
    this.chain.setAttribute("height", String(HEIGHT))
    this.chain.innerHTML = this.drawn.picture()
    this.range.value = String(this.step + 1)
    this.range.setAttribute("aria-valuetext", data.say)
  }

  /** How it leaves. */
  ways() {
    const { data } = this
    if (!data) return []
    return [
      { label: "As SVG", make: () => saveDrawing(this.chain, data.alt) },
      { label: "As HTML", make: () => saveDrawingPage(this.chain, data.alt, data.alt) },
      { label: "Its numbers as CSV", make: () => saveRows(data.alt, csv(arrivalsRows(data))) },
    ]
  }

  play() {
    const far = (/** @type {SVGElement} */ part) => Number(part.dataset.far)
    const parts = [...this.chain.querySelectorAll("[data-far]")].filter(part => part instanceof SVGElement)
    const most = Math.max(1, ...parts.map(far))
    for (const part of parts) {
      part.style.animation = "none"
      part.getBoundingClientRect() // or the browser would not start it anew
      part.style.animation = ""
      part.style.animationDelay = Math.round(far(part) / most * Math.min(TOTAL, EACH * most)) + "ms"
      part.classList.add("arriving")
    }
    this.root.dataset.plays = String(Number(this.root.dataset.plays ?? 0) + 1)
  }
}

const SKELETON = `
<svg class="chain" role="img"></svg>
<div class="controls">
  <button class="previous" type="button" aria-label="Row above" title="Row above (←)">◀</button>
  <button class="next" type="button" aria-label="Row below" title="Row below (→)">▶</button>
  <input class="range" type="range" min="1" step="1" aria-label="Row: the step of the loss">
  <button class="again" type="button" title="Watch it travel again">↺ Play again</button>
  <span class="say"></span><span class="spoken" role="status"></span>
</div>
<div class="tip" role="tooltip" hidden></div>`

// @ts-check
// Shows the unrolled network that rnnviz/figures/unroll/unrolled.py describes. It computes no number: it
// only places those it is given, and tells Python which step was chosen.

import { sheetsCsv } from "./csv.js"
import { exactNumbers } from "./exact_numbers.js"
import { saveDrawing, saveDrawingPage, saveRows } from "./picture_files.js"
import { PictureMenu } from "./picture_menu.js"
import { clamp, find, outer, Renewed, views } from "./shared.js"
import { Spoken } from "./spoken.js"
import { Picture } from "./unrolled_drawing.js"
import { FOLDED, Plan } from "./unrolled_layout.js"
import { matrix, pointed, sentence } from "./unrolled_words.js"
import { fill, labels } from "./words.js"

/** @import { Component, Place, UnrolledData, UnrolledState, Words } from "./types.d.ts" */

const CAUGHT_UP = 2000 // milliseconds until the server has heard which step was chosen
const all = views((/** @type {Place} */ parent) => new View(find(parent, ".unrolled", HTMLElement), parent))

/** @param {Component<UnrolledData, UnrolledState>} component */
export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = step => setStateValue("step", step)
  view.tellUnit = (row, unit) => setStateValue("unit", [row, unit])
  view.renewed.place(data)
}

export const remove = all.remove

class View {
  step = 0
  steps = 0
  zoom = 1
  stale = false // whether the folded network has to be drawn anew, too
  asked = 0 // when the reader last chose a step: until the server has caught up, theirs counts
  /** @type {Picture | undefined} */ picture
  /** @type {Words} */ words = {}
  /** @type {string | undefined} */ spoken
  /** @type {string | undefined} */ marked
  /** @type {number | undefined} */ frame
  /** @type {ReturnType<typeof setInterval> | undefined} */ timer
  /** @type {(step: number) => void} */ tell = () => {}
  /** @type {(row: number, unit: number) => void} */ tellUnit = () => {}

  /**
   * @param {HTMLElement} root
   * @param {Place} parent
   */
  constructor(root, parent) {
    this.root = root
    this.renewed = new Renewed(outer(parent), (/** @type {UnrolledData} */ data) => this.show(data))
    root.innerHTML = SKELETON
    this.label = labels(root)
    const part = (/** @type {string} */ name) => find(root, "." + name, HTMLElement)
    this.scroll = part("scroll")
    this.room = part("room")
    this.columns = find(root, ".columns", SVGSVGElement)
    this.folded = part("folded")
    this.range = find(root, ".range", HTMLInputElement)
    this.say = part("say")
    this.teller = new Spoken(part("spoken"))
    this.tip = part("tip")
    this.speed = find(root, ".speed", HTMLSelectElement)
    this.playButton = part("play")
    part("previous").onclick = () => this.choose(this.step - 1)
    part("next").onclick = () => this.choose(this.step + 1)
    this.playButton.onclick = () => this.play(!this.timer)
    this.speed.onchange = () => this.timer && this.play(true)
    this.range.oninput = () => this.choose(+this.range.value - 1)
    this.scroll.onscroll = () => this.drawSoon()
    this.scroll.onclick = event => this.chooseAt(event)
    root.onpointermove = event => this.point(event)
    root.onpointerleave = () => this.point(null)
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event)
    document.addEventListener("keydown", this.onKey)
    this.menu = new PictureMenu(part("controls"), () => this.ways())
    this.sized = new ResizeObserver(() => this.drawSoon())
    this.sized.observe(this.scroll)
  }

  end() {
    this.play(false)
    document.removeEventListener("keydown", this.onKey)
    this.sized.disconnect()
    this.teller.end()
  }

  /** @param {UnrolledData} data */
  show(data) {
    this.words = data.words ?? {}
    const spoken = JSON.stringify(this.words)
    if (spoken !== this.spoken) {
      this.label(this.words)
      this.menu.name(this.words)
      this.spoken = spoken
      this.namePlay()
    }
    const before = this.picture?.data.pieces.join("\n")
    const changed = before === undefined || before !== data.pieces.join("\n")
    this.picture = new Picture(data, this.words)
    this.tip.hidden = true // it speaks of what was there before
    this.steps = this.picture.plan.steps
    const recent = performance.now() - this.asked < CAUGHT_UP
    if (changed || !recent) this.step = data.step
    this.step = clamp(this.step, 0, Math.max(this.steps - 1, 0))
    this.range.max = String(Math.max(this.steps, 1))
    this.followed = data.followed ?? false
    const { words } = this
    const how = this.followed ? "" : ` ${fill(words, "The arrow keys move through the steps.")}`
    this.scroll.setAttribute("aria-label", data.alt + how)
    this.root.dataset.keys = this.steps > 1 && !this.followed ? "ArrowLeft ArrowRight Home End Space" : "" // what `key` does
    this.root.classList.toggle("example", data.example)
    this.root.classList.toggle("dark", data.dark)
    this.stale = true
    this.drawNow(changed)
    this.root.dataset.painted = data.pieces.join("")
  }

  // -- which step ----------------------------------------------------------------------------------

  /** @param {number} step */
  choose(step, heldByTimer = false) {
    if (!heldByTimer) this.play(false)
    const next = clamp(step, 0, this.steps - 1)
    if (next === this.step) return
    this.step = next
    this.asked = performance.now()
    this.drawNow(true)
    this.tell(next)
  }

  /** @param {boolean} on */
  play(on) {
    clearInterval(this.timer)
    this.timer = undefined
    if (on) {
      if (this.step >= this.steps - 1) this.choose(0, true)
      this.timer = setInterval(() => {
        if (this.step >= this.steps - 1) this.play(false)
        else this.choose(this.step + 1, true)
      }, 1000 / +this.speed.value)
    }
    this.namePlay()
  }

  namePlay() {
    const { words } = this
    this.playButton.textContent = this.timer ? fill(words, "❚❚ Pause") : fill(words, "▶ Play")
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const inside = event.composedPath().includes(this.root)
    const [target] = event.composedPath()
    const free = inside || target === document.body
    if (!free || this.followed || event.ctrlKey || event.metaKey || event.altKey) return
    if (target === this.range || target === this.speed) return // they have their own use for arrows
    const to = keyed(event.key, this.step, this.steps)
    const pressed = target instanceof HTMLButtonElement
    if (to !== undefined) this.choose(to)
    else if (event.key === " " && inside && !pressed) this.play(!this.timer)
    else return
    event.preventDefault()
  }

  /** @param {MouseEvent} event */
  chooseAt(event) {
    const { plan } = this.picture ?? {}
    if (!plan) return
    const { x, y } = this.at(event)
    this.choose(plan.stepAt(x))
    const hit = plan.unitAt(y)
    if (hit) this.tellUnit(hit.row.index, plan.unitOf(hit.row.index, hit.unit))
  }

  // -- the picture ---------------------------------------------------------------------------------

  drawSoon() {
    this.frame ??= requestAnimationFrame(() => this.drawNow(false))
  }

  /** @param {boolean} bringIntoView */
  drawNow(bringIntoView) {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame)
    this.frame = undefined
    const { picture, step, steps, words } = this
    if (!picture) return
    const { plan } = picture
    this.fit(picture)
    const { zoom } = this, width = this.scroll.clientWidth / zoom
    if (bringIntoView) {
      const now = this.scroll.scrollLeft / zoom, to = plan.scrolled(step, now, width)
      if (to !== now) this.scroll.scrollLeft = to * zoom
    }
    const { first, last } = plan.inView(this.scroll.scrollLeft / zoom, width)
    const { left, span } = plan.cut(first, last)
    place(this.columns, left, span, plan.height, zoom)
    this.columns.style.left = left * zoom + "px"
    this.columns.innerHTML = picture.columns(first, last, step)
    this.range.value = String(step + 1)
    this.range.setAttribute("aria-valuetext", fill(words, "step {step} of {steps}", { step: step + 1, steps }))
    this.say.innerHTML = sentence(picture, step)
    this.teller.say(this.say.textContent ?? "")
  }

  /** @param {Picture} picture */
  fit(picture) {
    const { plan } = picture, width = this.root.clientWidth
    this.folded.hidden = !Plan.hasFolded(width)
    const before = plan.column, zoom = plan.fit(width, window.innerHeight)
    if (zoom === this.zoom && plan.column === before && !this.stale) return
    this.zoom = zoom
    this.stale = false
    this.room.style.width = (plan.x(this.steps) + plan.end) * zoom + "px"
    this.room.style.height = plan.height * zoom + "px"
    this.folded.innerHTML = picture.folded()
    place(find(this.folded, "svg", SVGSVGElement), 0, FOLDED, plan.height, zoom)
  }

  // -- how it leaves -------------------------------------------------------------------------------

  ways() {
    const { picture } = this, title = picture?.data.alt.split(/[.:。：]/)[0] ?? ""
    if (!picture) return []
    const { alt } = picture.data
    return [
      { label: "As SVG", make: () => this.whole((svg, shared) => saveDrawing(svg, title, shared)) },
      { label: "As HTML", make: () => this.whole((svg, shared) => saveDrawingPage(svg, title, alt, shared)) },
      { label: "Its numbers as CSV", make: () => saveNumbers(picture.data, title) },
    ]
  }

  /** All columns at once, also those that are out of sight, as a drawing of their own. @param {(svg: SVGSVGElement, shared: string) => void} use */
  whole(use) {
    const { picture } = this
    if (!picture) return
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), wide = picture.plan.x(this.steps) + picture.plan.end
    svg.innerHTML = picture.columns(0, this.steps, this.step)
    place(svg, 0, wide, picture.plan.height, 1)
    this.room.append(svg)
    const tip = find(this.root, "marker path", SVGElement), ink = getComputedStyle(tip).fill
    try {
      use(svg, find(this.root, "defs", SVGElement).outerHTML.replace("<path", `<path fill="${ink}"`))
    } finally {
      svg.remove()
    }
  }

  // -- the pointer ---------------------------------------------------------------------------------

  /** @param {PointerEvent | null} event */
  point(event) {
    const [target] = event?.composedPath() ?? []
    const mark = target instanceof Element ? target.closest("[data-w]")?.getAttribute("data-w") ?? undefined : undefined
    if (mark !== this.marked) {
      this.marked = mark
      for (const node of this.root.querySelectorAll("[data-w]")) {
        node.classList.toggle("same", node.getAttribute("data-w") === mark)
      }
    }
    const said = event && this.picture && (mark ? matrix(this.picture, mark) : this.pointed(this.picture, event))
    this.tip.hidden = !said
    if (!event || !said) return
    this.tip.textContent = said
    const box = this.root.getBoundingClientRect()
    const x = event.clientX - box.left
    this.tip.style.left = clamp(x + 14, 0, Math.max(box.width - this.tip.offsetWidth, 0)) + "px"
    this.tip.style.top = event.clientY - box.top + 18 + "px"
  }

  /** @type {(picture: Picture, event: PointerEvent) => string} */
  pointed(picture, event) {
    if (!event.composedPath().includes(this.columns)) return ""
    const { x, y } = this.at(event)
    return pointed(picture, x, y)
  }

  /** Where in the picture, before zooming. @param {MouseEvent} event */
  at(event) {
    const box = this.room.getBoundingClientRect()
    return { x: (event.clientX - box.left) / this.zoom, y: (event.clientY - box.top) / this.zoom }
  }
}

/**
 * The step that a key leads to, if it is one that moves.
 * @type {(key: string, step: number, steps: number) => number | undefined}
 */
export function keyed(key, step, steps) {
  return key === "ArrowLeft" ? step - 1 : key === "ArrowRight" ? step + 1
    : key === "Home" ? 0 : key === "End" ? steps - 1 : undefined
}

/** @type {(svg: SVGSVGElement, left: number, width: number, height: number, zoom: number) => void} */
function place(svg, left, width, height, zoom) {
  svg.setAttribute("width", String(width * zoom))
  svg.setAttribute("height", String(height * zoom))
  svg.style.setProperty("--zoom", String(zoom)) // the least size of letters is that on the screen
  svg.setAttribute("viewBox", `${left} 0 ${width} ${height}`)
}

const SKELETON = `
<svg class="shared" width="0" height="0" aria-hidden="true"><defs>
  <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
    <path d="M0,0.5 L8,4 L0,7.5 z" class="head"/></marker></defs></svg>
<div class="stage">
  <div class="folded"></div>
  <div class="scroll" tabindex="0" role="group"><div class="room"><svg class="columns" aria-hidden="true"></svg></div></div>
</div>
<div class="controls">
  <button class="previous" type="button" aria-label="Previous step" title="Previous step (←)">◀</button>
  <button class="play" type="button" title="Walk through the steps (space)">▶ Play</button>
  <button class="next" type="button" aria-label="Next step" title="Next step (→)">▶</button>
  <input class="range" type="range" min="1" step="1" aria-label="Current step">
  <label>Speed <select class="speed" aria-label="Steps a second">
    <option value="0.5">½ a second</option><option value="1" selected>1 a second</option>
    <option value="2">2 a second</option><option value="4">4 a second</option></select></label>
  <span class="say"></span><span class="spoken" role="status"></span>
</div>
<div class="tip" role="tooltip" hidden></div>`

/** @type {(data: UnrolledData, title: string) => Promise<void>} */
async function saveNumbers({ exact, exactAt }, title) {
  const found = exact ?? await exactNumbers(exactAt)
  if (found) saveRows(title, sheetsCsv(found))
}

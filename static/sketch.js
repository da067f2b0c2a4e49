// @ts-check
// A field to sketch a curve in, with one point for each lag. A finger or the mouse sets every point that it
// passes; by keyboard ← and → choose a point, ↑ and ↓ move it; those never touched go along. Until
// something was drawn the line is dashed. When the question is closed it shows what was answered here, and
// what is right.

import { amount, Curve, Frame, HEIGHT, known, lagsApart, LINE, place, shareOf, valued } from "./sketch_curve.js"
import { filled } from "./words.js"

/** @import { FollowWords, Question } from "./types.d.ts" */
/** @typedef {Record<string, string | number>} Attributes */
/** @typedef {(name: string, attributes: Attributes, text?: string | number) => SVGElement} Add */

const SVG = "http://www.w3.org/2000/svg"

export class Sketch {
  keyed = false
  /** @type {Frame | undefined} */ frame
  /** @type {SVGElement[]} */ points = []
  /** @type {((lines: string[]) => void) | undefined} */ said

  /**
   * @param {Question} question
   * @param {FollowWords} words
   * @param {boolean} asking whether answers are taken
   * @param {number[] | undefined} shares the heights of the points, where something was drawn before
   * @param {() => void} changed called after every stroke
   */
  constructor(question, words, asking, shares, changed) {
    this.question = question
    this.words = words
    this.asking = asking
    this.changed = changed
    this.curve = new Curve(question.last, question.at, shares)
    this.node = part("svg", { class: "field", height: HEIGHT })
    this.node.dataset.place = "sketch"
    this.line = part("polyline", { class: "curve" })
    this.ring = part("circle", { class: "ring", r: 9 })
    this.name()
    if (asking) this.listen()
    this.sized = new ResizeObserver(() => this.lay())
    this.sized.observe(this.node)
  }

  end() {
    this.sized.disconnect()
  }

  // -- what is drawn -------------------------------------------------------------------------------

  listen() {
    const { node } = this
    node.addEventListener("pointerdown", event => {
      if (event.button || !event.isPrimary) return
      node.setPointerCapture(event.pointerId)
      this.keyed = false
      this.through(event)
    })
    node.addEventListener("pointermove", event => {
      if (!this.curve.held || !event.isPrimary) return
      // a browser may hand over several moves at once
      const moves = event.getCoalescedEvents?.() ?? []
      for (const move of moves.length ? moves : [event]) this.through(move)
    })
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      node.addEventListener(end, () => this.curve.lift())
    }
    // else a quick stroke counts as a fling, and the next tap, on the button, only as what stops it
    node.addEventListener("touchmove", event => event.preventDefault(), { passive: false })
    node.addEventListener("keydown", event => this.key(event))
    node.addEventListener("blur", () => { this.keyed = false; this.paint() })
  }

  /** @param {PointerEvent} event */
  through({ clientX, clientY }) {
    if (!this.frame) return
    const { left, top } = this.node.getBoundingClientRect()
    this.curve.through(this.frame.under(clientX - left, clientY - top))
    this.done()
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const what = this.curve.key(event.key)
    if (what === undefined) return
    event.preventDefault()
    this.keyed = true
    if (what === "moved") this.paint()
    else this.done()
  }

  done() {
    this.paint()
    this.changed()
  }

  // -- what it means -------------------------------------------------------------------------------

  values() {
    return this.curve.shares.map(share => valued(this.question, share))
  }

  /** A point in words. @param {number} lag */
  point(lag) {
    const answer = amount(this.question, valued(this.question, this.curve.shares[lag]))
    return filled(this.words.point, { place: place(this.question, this.words, lag), answer })
  }

  /** What the field is for those who do not see it. */
  name() {
    const { node, question, asking } = this
    set(node, { role: asking ? "slider" : "img", "aria-label": question.text })
    if (!asking) return
    set(node, { tabindex: 0, "aria-orientation": "vertical", "aria-valuemin": question.low, "aria-valuemax": question.high })
  }

  // -- the picture ---------------------------------------------------------------------------------

  /** Axes, ticks and the lag that is asked about, for the field as wide as it is now. */
  lay() {
    const { node, question, words } = this, width = node.clientWidth
    if (!width || width === this.frame?.width) return
    const frame = this.frame = new Frame(question, width), { left, right, top, bottom } = frame
    node.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`)
    node.replaceChildren()
    /** @type {Add} */
    const add = (name, attributes, text) => node.appendChild(part(name, attributes, text))
    for (const [share, text] of frame.ticks) {
      add("line", { class: "grid", x1: left, x2: right, y1: frame.y(share), y2: frame.y(share) })
      add("text", { x: left - 6, y: frame.y(share) + 4.5, "text-anchor": "end" }, text)
    }
    for (let lag = 0, by = lagsApart(question.last, right - left); lag <= question.last; lag += by) {
      add("line", { class: "axis", x1: frame.x(lag), x2: frame.x(lag), y1: bottom, y2: bottom + 5 })
      add("text", { x: frame.x(lag), y: bottom + 19, "text-anchor": "middle" }, lag)
    }
    add("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}` })
    const middle = (left + right) / 2
    add("text", { class: "title", x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, question.across || words.lags)
    if (question.unit) add("text", { class: "title", x: 2, y: LINE - 4 }, question.unit)
    const at = frame.x(question.at), asked = place(question, words, question.at)
    add("line", { class: "asked", x1: at, x2: at, y1: top, y2: bottom })
    add("text", { class: "title", x: frame.inside(at, asked), y: top - 8, "text-anchor": "middle" }, asked)
    if (!this.asking) this.truth(frame, add)
    node.append(this.line)
    this.points = this.curve.shares.map((_, lag) => add("circle", { class: lag === question.at ? "point at" : "point" }))
    node.append(this.ring)
    this.paint()
  }

  /** What is right, where that is known by now. @type {(frame: Frame, add: Add) => void} */
  truth(frame, add) {
    const { question, words } = this, { truth, at } = question, right = known(question)
    if (truth?.length) {
      const points = truth.map((value, lag) => `${frame.x(lag)},${frame.y(shareOf(question, value))}`)
      add("polyline", { class: "true", points: points.join(" ") })
    }
    if (right === undefined) return
    const x = frame.x(at), y = frame.y(shareOf(question, right))
    add("path", { class: "right", d: `M${x} ${y - 9}l9 9l-9 9l-9 -9z` })
    const text = filled(words.right, { answer: amount(question, right) }), start = x < (frame.left + frame.right) / 2
    const high = y - frame.top > 26 ? -12 : 22
    add("text", { class: "said", x: x + (start ? 10 : -10), y: y + high, "text-anchor": start ? "start" : "end" }, text)
  }

  /** The line and its points as they are now. */
  paint() {
    const { node, frame, question } = this, { shares, current, drawn } = this.curve
    if (!frame) return
    const seen = this.asking || drawn
    node.classList.toggle("undrawn", !drawn)
    node.classList.toggle("keyed", this.keyed)
    node.classList.toggle("closed", !this.asking)
    const places = shares.map((share, lag) => [frame.x(lag), frame.y(share)])
    this.line.setAttribute("points", seen ? places.map(at => at.join()).join(" ") : "")
    places.forEach(([x, y], lag) => set(this.points[lag], { cx: x, cy: y, r: seen ? lag === question.at ? 6 : 3 : 0 }))
    set(this.ring, { cx: places[current][0], cy: places[current][1] })
    if (!this.asking) return
    set(node, { "aria-valuenow": valued(question, shares[current]), "aria-valuetext": this.point(current) })
    const { at } = question
    this.said?.(this.keyed && current !== at ? [this.point(at), this.point(current)] : [this.point(at)])
  }
}

/**
 * The field with its explanation, what is read off at the lag that was asked about, and a button that sends.
 * @param {Question} question
 * @param {FollowWords} words
 * @param {boolean} asking
 * @param {number[] | undefined} shares
 * @param {(shares: number[]) => void} kept
 * @param {(values: number[]) => void} give
 */
export function sketching(question, words, asking, shares, kept, give) {
  const box = document.createElement("div"), hint = document.createElement("p"), reading = document.createElement("p")
  const button = document.createElement("button")
  const sketch = new Sketch(question, words, asking, shares, () => {
    button.disabled = false
    kept(sketch.curve.shares)
  })
  box.className = "sketch"
  Object.assign(hint, { className: "hint", id: "sketch-hint", textContent: words.sketch })
  reading.className = "reading"
  Object.assign(button, { type: "button", textContent: words.send, disabled: !sketch.curve.drawn })
  button.dataset.place = "send"
  button.onclick = () => give(sketch.values())
  box.append(sketch.node)
  if (asking) {
    sketch.said = lines => (reading.textContent = lines.join("\n"))
    sketch.node.setAttribute("aria-describedby", hint.id)
    box.prepend(hint)
    box.append(reading, button)
  }
  return { box, sketch }
}

/** @type {(name: string, attributes: Attributes, text?: string | number) => SVGElement} */
function part(name, attributes, text = "") {
  const node = /** @type {SVGElement} */ (document.createElementNS(SVG, name))
  set(node, attributes)
  node.textContent = String(text)
  return node
}

/** @type {(node: Element, attributes: Attributes) => void} */
function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value))
}

// A field to sketch a curve in, with one point for each lag. A finger or the mouse sets every point that it
// passes; by keyboard ← and → choose a point, ↑ and ↓ move it; those never touched go along. Until
// something was drawn the line is dashed. When the question is closed it shows what was answered here, and
// what is right.

import { clamp } from "./shared.js"

const SVG = "http://www.w3.org/2000/svg"
const HEIGHT = 260, RIGHT = 18, BOTTOM = 48, LINE = 18 // pixels
const LETTER = 7.5 // pixels: how wide one is in the field
const STEP = 1 / 50, LEAP = 1 / 10 // of the scale: what a key moves a point
const DIGITS = 4, SHOWN = 3 // of a value that is sent, and that is said
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

export class Sketch {
  // `shares` are the heights of the points, from 0 to 1, null where nothing was drawn; `changed` is called
  // after every stroke
  constructor(question, words, asking, shares, changed) {
    Object.assign(this, { question, words, asking, changed, drawn: Boolean(shares), keyed: false })
    this.shares = shares ? [...shares] : Array(question.last + 1).fill(0.5)
    this.touched = this.shares.map(() => Boolean(shares)) // the others go along with those
    this.current = question.at
    this.node = part("svg", { class: "field", height: HEIGHT })
    this.node.dataset.place = "sketch"
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
      this.through(this.under(event))
    })
    node.addEventListener("pointermove", event => {
      if (!this.from || !event.isPrimary) return
      // a browser may hand over several moves at once
      const moves = event.getCoalescedEvents?.() ?? []
      for (const move of moves.length ? moves : [event]) this.through(this.under(move))
    })
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      node.addEventListener(end, () => (this.from = undefined))
    }
    // else a quick stroke counts as a fling, and the next tap, on the button, only as what stops it
    node.addEventListener("touchmove", event => event.preventDefault(), { passive: false })
    node.addEventListener("keydown", event => this.key(event))
    node.addEventListener("blur", () => { this.keyed = false; this.paint() })
  }

  // which lag, with its fraction, and which height are under the pointer
  under({ clientX, clientY }) {
    const { left, top } = this.node.getBoundingClientRect(), { box } = this
    const x = (clientX - left - box.left) / (box.right - box.left) * this.question.last
    return { x: clamp(x, 0, this.question.last), y: clamp((box.bottom - clientY + top) / (box.bottom - box.top), 0, 1) }
  }

  // the pointer has come here, and passed all points between here and where it was
  through(to) {
    const from = this.from ?? to, [a, b] = from.x < to.x ? [from, to] : [to, from]
    for (let lag = Math.ceil(a.x); lag <= b.x; lag++) {
      this.put(lag, a.x === b.x ? to.y : a.y + (b.y - a.y) * (lag - a.x) / (b.x - a.x))
    }
    this.current = Math.round(to.x)
    this.put(this.current, to.y)
    this.from = to
    this.done()
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { last } = this.question
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }
    const lifts = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: LEAP, PageDown: -LEAP }
    if (!(event.key in moves || event.key in lifts)) return
    event.preventDefault()
    this.keyed = true
    this.current = clamp(this.current + (moves[event.key] ?? 0), 0, last)
    if (event.key in moves) return this.paint()
    this.put(this.current, clamp(this.shares[this.current] + lifts[event.key], 0, 1))
    this.done()
  }

  put(lag, share) {
    this.shares[lag] = share
    this.touched[lag] = true
  }

  // points that were never touched lie on the line between those that were, and level beyond the outer ones
  follow() {
    const { shares, touched } = this
    shares.forEach((_, lag) => {
      if (touched[lag]) return
      const a = touched.lastIndexOf(true, lag), b = touched.indexOf(true, lag)
      shares[lag] = a < 0 ? shares[b] : b < 0 ? shares[a] : shares[a] + (shares[b] - shares[a]) * (lag - a) / (b - a)
    })
  }

  done() {
    this.drawn = true
    this.follow()
    this.paint()
    this.changed()
  }

  // -- what it means -------------------------------------------------------------------------------

  values() {
    return this.shares.map(share => valued(this.question, share))
  }

  // a point in words
  point(lag) {
    const answer = amount(this.question, valued(this.question, this.shares[lag]))
    return filled(this.words.point, { place: place(this.question, this.words, lag), answer })
  }

  // what the field is for those who do not see it
  name() {
    const { node, question, asking } = this
    node.setAttribute("role", asking ? "slider" : "img")
    node.setAttribute("aria-label", question.text)
    if (!asking) return
    node.setAttribute("tabindex", 0)
    node.setAttribute("aria-orientation", "vertical")
    node.setAttribute("aria-valuemin", question.low)
    node.setAttribute("aria-valuemax", question.high)
  }

  // -- the picture ---------------------------------------------------------------------------------

  // axes, ticks and the lag that is asked about, for the field as wide as it is now
  lay() {
    const { node, question, words } = this, width = node.clientWidth
    if (!width || width === this.box?.width) return
    const ticks = heights(question), wide = Math.max(...ticks.map(([, text]) => text.length))
    const box = this.box = {
      width, left: 14 + LETTER * wide, right: width - RIGHT, bottom: HEIGHT - BOTTOM,
      top: question.unit ? 2 * LINE + 8 : LINE + 8,
    }
    this.x = lag => box.left + (box.right - box.left) * lag / question.last
    this.y = share => box.bottom - (box.bottom - box.top) * share
    node.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`)
    node.replaceChildren()
    const add = (name, attributes, text) => node.appendChild(part(name, attributes, text))
    for (const [share, text] of ticks) {
      add("line", { class: "grid", x1: box.left, x2: box.right, y1: this.y(share), y2: this.y(share) })
      add("text", { x: box.left - 6, y: this.y(share) + 4.5, "text-anchor": "end" }, text)
    }
    const most = Math.max((box.right - box.left) / 36, 1)
    const by = [1, 2, 5, 10, 20, 40].find(by => question.last / by <= most) ?? 40
    for (let lag = 0; lag <= question.last; lag += by) {
      add("line", { class: "axis", x1: this.x(lag), x2: this.x(lag), y1: box.bottom, y2: box.bottom + 5 })
      add("text", { x: this.x(lag), y: box.bottom + 19, "text-anchor": "middle" }, lag)
    }
    add("path", { class: "axis", d: `M${box.left} ${box.top}V${box.bottom}H${box.right}` })
    const middle = (box.left + box.right) / 2
    add("text", { class: "title", x: middle, y: HEIGHT - 8, "text-anchor": "middle" }, question.across || words.lags)
    if (question.unit) add("text", { class: "title", x: 2, y: LINE - 4 }, question.unit)
    const at = this.x(question.at), asked = place(question, words, question.at)
    add("line", { class: "asked", x1: at, x2: at, y1: box.top, y2: box.bottom })
    // its words stay inside of the field
    const half = LETTER * asked.length / 2 + 6
    add("text", { class: "title", x: clamp(at, half, width - half), y: box.top - 8, "text-anchor": "middle" }, asked)
    if (!this.asking) this.truth(add)
    this.curve = add("polyline", { class: "curve" })
    this.points = this.shares.map((_, lag) => add("circle", { class: lag === question.at ? "point at" : "point" }))
    this.ring = add("circle", { class: "ring", r: 9 })
    this.paint()
  }

  // what is right, where that is known by now
  truth(add) {
    const { question, words, box } = this, { truth, at } = question, right = known(question)
    if (truth?.length) {
      const points = truth.map((value, lag) => `${this.x(lag)},${this.y(shareOf(question, value))}`)
      add("polyline", { class: "true", points: points.join(" ") })
    }
    if (right === undefined) return
    const x = this.x(at), y = this.y(shareOf(question, right))
    add("path", { class: "right", d: `M${x} ${y - 9}l9 9l-9 9l-9 -9z` })
    const text = filled(words.right, { answer: amount(question, right) }), start = x < (box.left + box.right) / 2
    const high = y - box.top > 26 ? -12 : 22
    add("text", { class: "said", x: x + (start ? 10 : -10), y: y + high, "text-anchor": start ? "start" : "end" }, text)
  }

  // the line and its points as they are now
  paint() {
    const { node, shares, current } = this
    if (!this.box) return
    const seen = this.asking || this.drawn
    node.classList.toggle("undrawn", !this.drawn)
    node.classList.toggle("keyed", this.keyed)
    node.classList.toggle("closed", !this.asking)
    const places = shares.map((share, lag) => [this.x(lag), this.y(share)])
    this.curve.setAttribute("points", seen ? places.map(place => place.join()).join(" ") : "")
    places.forEach(([x, y], lag) => set(this.points[lag], { cx: x, cy: y, r: seen ? lag === this.question.at ? 6 : 3 : 0 }))
    set(this.ring, { cx: places[current][0], cy: places[current][1] })
    if (!this.asking) return
    node.setAttribute("aria-valuenow", valued(this.question, shares[current]))
    node.setAttribute("aria-valuetext", this.point(current))
    const { at } = this.question
    this.said?.(this.keyed && current !== at ? [this.point(at), this.point(current)] : [this.point(at)])
  }
}

// The field with its explanation, what is read off at the lag that was asked about, and a button that sends.
export function sketching(question, words, asking, shares, kept, give) {
  const box = document.createElement("div"), hint = document.createElement("p"), reading = document.createElement("p")
  const button = document.createElement("button")
  const sketch = new Sketch(question, words, asking, shares, () => {
    button.disabled = false
    kept(sketch.shares)
  })
  box.className = "sketch"
  Object.assign(hint, { className: "hint", id: "sketch-hint", textContent: words.sketch })
  reading.className = "reading"
  Object.assign(button, { type: "button", textContent: words.send, disabled: !sketch.drawn })
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

// -- numbers and words ------------------------------------------------------------------------------

// the value at a share of the scale, with as many digits as are sent
function valued({ low, high, log }, share) {
  const exact = log ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low))) : low + (high - low) * share
  return clamp(+exact.toPrecision(DIGITS), low, high)
}

export function shareOf({ low, high, log }, value) {
  return log ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (value - low) / (high - low)
}

// the right answer, where it is known by now
export function known({ right, truth, at }) {
  return right ?? truth?.[at]
}

export function amount({ unit }, value) {
  return `${+value.toPrecision(SHOWN)} ${unit}`.replace("-", "−").trim()
}

export function place({ across }, words, lag) {
  return filled(across ? words.across : words.lag, { across, lag })
}

// a text with its {fields} filled in
export function filled(text, fields) {
  return text.replace(/\{(\w+)\}/g, (all, name) => fields[name] ?? all)
}

// the ticks of the vertical axis: each a share of it, and a text
function heights(question) {
  const { low, high, log } = question
  const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9)
  if (log && last > first) {
    const by = Math.ceil((last - first + 1) / 7), powers = []
    for (let power = first; power <= last; power += by) powers.push(power)
    return powers.map(power => [shareOf(question, 10 ** power), "10" + raised(power)])
  }
  if (log) return [low, high].map(value => [shareOf(question, value), amount({ unit: "" }, value)])
  const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough))
  const by = [1, 2, 5, 10].find(by => by * power >= rough) * power, ticks = []
  for (let k = Math.ceil(low / by - 1e-9); k * by <= high + 1e-9 * by; k++) ticks.push(k * by)
  return ticks.map(value => [shareOf(question, value), amount({ unit: "" }, value)])
}

const raised = power => (power < 0 ? "⁻" : "") + [...String(Math.abs(power))].map(digit => RAISED[digit]).join("")

function part(name, attributes, text = "") {
  const node = document.createElementNS(SVG, name)
  set(node, attributes)
  node.textContent = text
  return node
}

function set(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value)
}

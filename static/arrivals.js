// Draws one row of the matrix as a chain, level with the matrix above it: what arrives at every step, as
// rnnviz/figures/arrivals.py has it. It computes no number. The arrows appear in the order in which the
// gradient takes them, once for each choice of a row, unless the reader wants no motion.

import { clamp, esc, views } from "./shared.js"
import { breadth, fill, labels } from "./words.js"

let words = {} // what is written, in the language of the page
const inWords = (text, fields) => fill(words, text, fields)
const TOP = 30, TALL = 36, TOKEN = 84, HEIGHT = 100, RIBBON = 16 // pixels
const TOTAL = 1400 // milliseconds for the whole way
// what has a use of its own for the arrow keys
const TAKES_KEYS = "input, textarea, select, button, a, summary, [role], [contenteditable]"
const all = views(node => new View(node))

export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = step => setStateValue("step", step)
  view.show(data)
}

export const remove = all.remove

class View {
  constructor(parent) {
    this.root = parent.querySelector(".arrivals")
    this.root.innerHTML = SKELETON
    this.label = labels(this.root)
    const find = name => this.root.querySelector("." + name)
    this.chain = find("chain")
    this.range = find("range")
    this.say = find("say")
    this.tip = find("tip")
    this.again = find("again")
    this.asked = 0
    find("previous").onclick = () => this.move(-1)
    find("next").onclick = () => this.move(1)
    this.again.onclick = () => this.play()
    this.range.oninput = () => this.choose(+this.range.value - 1)
    this.chain.onclick = event => this.chooseAt(event)
    this.root.onpointermove = event => this.point(event)
    this.root.onpointerleave = () => { this.tip.hidden = true }
    this.onKey = event => this.key(event)
    document.addEventListener("keydown", this.onKey)
    // at once a first time, too, when nothing has changed: drawing anew would end the arrows' way
    this.sized = new ResizeObserver(() => this.root.clientWidth !== this.width && this.draw())
    this.sized.observe(this.root)
  }

  end() {
    document.removeEventListener("keydown", this.onKey)
    this.sized.disconnect()
  }

  show(data) {
    words = data.words ?? {}
    this.label(words)
    const before = this.data
    const text = data.pieces.join("\n")
    const typed = before && before.pieces.join("\n") !== text
    this.data = data
    // until the server has caught up, what the reader chose counts
    const behind = before && !typed && performance.now() - this.asked < 2000 && data.step !== this.step
    if (!behind) this.step = data.step
    this.root.classList.toggle("dark", data.dark)
    this.chain.setAttribute("aria-label", data.alt)
    this.range.max = Math.max(...data.rows, 0) + 1
    this.range.min = Math.min(...data.rows, 0) + 1
    this.say.textContent = data.say
    const seen = JSON.stringify(data)
    if (seen !== this.seen) this.draw()
    this.seen = seen
    if (!before || (!typed && (before.step !== data.step || before.cut !== data.cut))) this.play()
    this.root.dataset.painted = data.pieces.join("")
    this.root.dataset.row = data.step + 1
  }

  move(by) {
    const { rows } = this.data
    const next = by > 0 ? rows.find(row => row > this.step) : rows.findLast(row => row < this.step)
    if (next !== undefined) this.choose(next)
  }

  choose(step) {
    const { rows } = this.data
    if (!rows.length) return
    const next = rows.reduce((best, row) => Math.abs(row - step) < Math.abs(best - step) ? row : best)
    if (next === this.step) return
    this.step = next
    this.range.value = next + 1
    this.asked = performance.now()
    this.tell(next)
  }

  key(event) {
    const inside = event.composedPath().includes(this.root)
    const target = event.composedPath()[0]
    const busy = !inside && target.closest?.(TAKES_KEYS)
    if (busy || event.ctrlKey || event.metaKey || event.altKey) return
    if (target === this.range) return // it has its own use for arrows
    const { rows } = this.data
    if (event.key === "ArrowLeft") this.move(-1)
    else if (event.key === "ArrowRight") this.move(1)
    else if (event.key === "Home" && rows.length) this.choose(rows[0])
    else if (event.key === "End" && rows.length) this.choose(rows.at(-1))
    else return
    event.preventDefault()
  }

  at(event) {
    const box = this.chain.getBoundingClientRect()
    const k = Math.floor((event.clientX - box.left - this.data.left) / this.wide)
    return k >= 0 && k < this.data.pieces.length ? k : null
  }

  chooseAt(event) {
    const k = this.at(event)
    if (k !== null) this.choose(k)
  }

  point(event) {
    const k = event.composedPath().includes(this.chain) ? this.at(event) : null
    this.tip.hidden = k === null
    if (k === null) return
    this.tip.textContent = tells(this.data, k)
    const box = this.root.getBoundingClientRect()
    const x = event.clientX - box.left
    this.tip.style.left = clamp(x + 14, 0, Math.max(box.width - this.tip.offsetWidth, 0)) + "px"
    this.tip.style.top = event.clientY - box.top + 18 + "px"
  }

  draw() {
    const { data } = this
    const width = this.root.clientWidth
    if (!data || !width) return
    this.width = width
    this.wide = (width - data.left - data.right) / data.slots
    this.chain.setAttribute("width", width)
    this.chain.setAttribute("height", HEIGHT)
    this.chain.innerHTML = picture(data, this.wide)
    this.range.value = this.step + 1
    this.range.setAttribute("aria-valuetext", data.say)
  }

  play() {
    const parts = this.chain.querySelectorAll("[data-far]")
    const far = Math.max(1, ...[...parts].map(part => +part.dataset.far))
    for (const part of parts) {
      part.style.animation = "none"
      part.getBoundingClientRect() // or the browser would not start it anew
      part.style.animation = ""
      part.style.animationDelay = Math.round(+part.dataset.far / far * Math.min(TOTAL, 260 * far)) + "ms"
      part.classList.add("arriving")
    }
    this.root.dataset.plays = +(this.root.dataset.plays ?? 0) + 1
  }
}

// -- drawing ---------------------------------------------------------------------------------------

function picture(data, wide) {
  const { pieces, kinds, places, step, left } = data
  const ribbon = wide < RIBBON // no room for boxes: one band, as wide as the gradient is large
  const box = ribbon ? wide : Math.min(wide * 0.56, 66)
  const middle = k => left + (k + 0.5) * wide
  const y = TOP + TALL / 2, parts = []
  const shown = k => kinds[k] === "some" || kinds[k] === "cut"
  for (let k = 0; k < pieces.length && !ribbon; k++) {
    // with a right-to-left direction what arrives comes from the step before
    const from = data.backwards ? k - 1 : k + 1
    const source = from >= 0 && from < pieces.length && (shown(from) || (from === step && kinds[from] === "zero"))
    if (kinds[k] === "some" && source && kinds[from] !== "cut") {
      parts.push(arrow(data, middle(from), middle(k), y, box, places[from] ?? places[k], places[k], Math.abs(k - step)))
    } else if (kinds[k] === "cut" && source) {
      parts.push(ghost(middle(from), middle(k), y, box, from))
    }
  }
  for (let k = 0; k < pieces.length; k++) parts.push(state(data, k, middle(k), wide, box))
  const start = origin(data, middle(step), left, left + wide * data.slots)
  if (data.first !== null && data.first > 0) {
    const x = left + data.first * wide
    parts.push(`<line class="cut" x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${TOP + TALL + 8}"/>`)
    // beside what the arrow says, and left out where there is no room: the title says it, too
    const words = inWords("{cut} stops here", { cut: data.cut }), end = Math.min(x - 6, start.low - 12)
    if (end - 7.5 * breadth(words) > 0) parts.push(`<text class="cutword" x="${end}" y="${TOP - 19}" text-anchor="end">${esc(words)}</text>`)
  }
  parts.push(start.drawn)
  if (wide < 12) {
    const last = pieces.length - 1
    parts.push(`<text class="axis" x="${left}" y="${TOKEN}" text-anchor="start">${inWords("step {step}", { step: 1 })}</text>`)
    parts.push(`<text class="axis" x="${left + wide * pieces.length}" y="${TOKEN}" text-anchor="end">${inWords("step {step}", { step: last + 1 })}</text>`)
  }
  const x = middle(step)
  parts.push(`<path class="into" d="M${x},19 L${x},${TOP - 3} M${x - 4},${TOP - 8} L${x},${TOP - 2} L${x + 4},${TOP - 8}"/>`)
  parts.push(`<text class="axis" x="${left - 14}" y="${y - 8}" text-anchor="end">${data.axis}</text>`)
  parts.push(`<text class="axis" x="${left - 14}" y="${y + 9}" text-anchor="end">${data.letter}<tspan class="sub" dy="4">k</tspan></text>`)
  return parts.join("")
}

// the words above the step where all begins, kept inside the picture, and their left end
function origin(data, x, left, right) {
  const half = 4.2 * breadth(data.start)
  const at = clamp(x, left + half, Math.max(right - half, left + half))
  return { low: at - half, drawn: `<text class="start" x="${at}" y="11">${esc(data.start)}</text>` }
}

const thick = place => 2 + (place ?? 0) * (TALL * 0.62)

function arrow(data, from, to, y, box, before, after, far) {
  const way = Math.sign(to - from), start = from + way * box / 2, end = to - way * box / 2
  const long = Math.abs(end - start)
  const head = Math.min(10, long * 0.5), a = thick(before) / 2, b = thick(after) / 2
  const neck = end - way * head, wing = long > 6 ? Math.max(b + 3, 5) : b
  const [fill] = colour(after, data.colours)
  return `<path class="arrow" data-far="${far}" fill="${fill}" d="M${start},${y - a} L${neck},${y - b} L${neck},${y - wing} L${end},${y} L${neck},${y + wing} L${neck},${y + b} L${start},${y + a} z"/>`
}

function ghost(from, to, y, box) {
  const way = Math.sign(to - from)
  return `<line class="ghost" x1="${from + way * box / 2}" y1="${y}" x2="${to - way * box / 2}" y2="${y}"/>`
}

function state(data, k, x, wide, box) {
  const kind = data.kinds[k], far = Math.abs(k - data.step), parts = []
  const [fill, ink] = kind === "some" ? colour(data.places[k], data.colours)
    : kind === "lost" ? [data.overflow, "#000"] : kind === "zero" ? [data.nothing, ""] : ["none", ""]
  const ribbon = wide < RIBBON, tall = !ribbon ? TALL : kind === "some" ? thick(data.places[k]) : kind === "lost" ? TALL : 2
  const look = ribbon ? "band" : `state ${kind}${k === data.step ? " origin" : ""}`
  if (!ribbon || kind === "some" || kind === "lost") {
    const room = ribbon ? 0.4 : 0 // or the ground would show between two steps
    parts.push(`<rect class="${look}" x="${x - box / 2}" y="${TOP + (TALL - tall) / 2}" width="${box + room}" height="${tall}" rx="${ribbon ? 0 : 5}" fill="${fill}"/>`)
  }
  const label = kind === "lost" ? (box > 56 ? inWords("overflow") : "✕") : kind === "cut" ? inWords("cut") : data.labels[k]
  if (label && box >= 7 * breadth(label) + 2) {
    parts.push(`<text class="value ${kind}" x="${x}" y="${TOP + TALL / 2}" ${ink ? `style="fill:${ink}"` : ""}>${esc(label)}</text>`)
  }
  const shade = data.shades?.[k]
  if (wide >= 12 || shade) {
    if (shade) parts.push(`<rect x="${x - wide / 2 + 1}" y="${TOKEN - 12}" width="${Math.max(wide - 2, wide / 2, 1)}" height="24" rx="3" fill="${shade[0]}"/>`)
    if (wide >= 12) parts.push(word(data.pieces[k], x, TOKEN, Math.max(wide, 13) - 2, shade?.[1]))
  }
  return `<g${kind === "some" || kind === "lost" ? ` data-far="${far}"` : ""}>${parts.join("")}</g>`
}

function word(text, x, y, width, ink) {
  const letters = [...text], shown = letters.length > 9 ? letters.slice(0, 8).join("") + "…" : text
  const size = clamp(Math.floor(width / (0.62 * Math.max([...shown].length, 1))), 9, 18)
  return `<text class="token" x="${x}" y="${y}" font-size="${size}" ${ink ? `style="fill:${ink}"` : ""}>${esc(shown)}</text>`
}

function tells(data, k) {
  const kind = data.kinds[k]
  const text = kind === "some" ? !data.loss ? "{where}: a push of 1 to {letter} there moves {start} by up to {norm}"
      : data.shadeLabels ? "{where}: the gradient by {letter} has the norm {norm}, and by what is read there {read}"
        : "{where}: the gradient by {letter} has the norm {norm}"
    : kind === "cut" ? data.loss ? "{where}: {cut} stops the gradient before it arrives; it would be {norm}"
      : "{where}: {cut} stops its effect before it arrives; it would be {norm}"
      : kind === "lost" ? "{where}: overflowed" : "{where}: nothing arrives"
  return inWords(text, {
    where: inWords("step {step}, “{piece}”", { step: k + 1, piece: data.pieces[k] }), letter: data.letter,
    start: data.start, norm: data.labels[k], read: data.shadeLabels?.[k], cut: data.cut,
  })
}

const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16))

function colour(place, anchors) {
  const at = (place ?? 0) * (anchors.length - 1), low = Math.min(Math.floor(at), anchors.length - 2)
  const [a, b] = [rgb(anchors[low]), rgb(anchors[low + 1])]
  const mixed = a.map((v, i) => Math.round(v + (b[i] - v) * (at - low)))
  const [r, g, b2] = mixed.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  // black or white, whichever can be read better (WCAG 2.1, contrast ratio)
  return [`rgb(${mixed})`, 0.2126 * r + 0.7152 * g + 0.0722 * b2 > 0.179 ? "#000" : "#fff"]
}

const SKELETON = `
<svg class="chain" role="img"></svg>
<div class="controls">
  <button class="previous" type="button" aria-label="Row above" title="Row above (←)">◀</button>
  <button class="next" type="button" aria-label="Row below" title="Row below (→)">▶</button>
  <input class="range" type="range" min="1" step="1" aria-label="Row: the step of the loss">
  <button class="again" type="button" title="Watch it travel again">↺ Play again</button>
  <span class="say" aria-live="polite"></span>
</div>
<div class="tip" role="tooltip" hidden></div>`

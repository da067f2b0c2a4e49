// Draws the unrolled network that rnnviz/figures/unrolled.py describes. It computes no number: it only
// places those it is given, and tells Python which step was chosen. Only the columns in view are drawn,
// so 2,000 steps scroll like 20.

import { clamp, esc, views } from "./shared.js"
import { fill, labels } from "./words.js"

const BOX = 62, START = 62, END = 84, MARGIN = 10, FOLDED = 162 // all in pixels, before zooming
// the distance of two columns; wider where the labels carry a layer's number or arrows pass by
let COLUMN = 108
let words = {} // what is written, in the language of the page
const inWords = (text, fields) => fill(words, text, fields)
const all = views(node => new View(node))
const minus = text => text.replace("-", "−")

export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = step => setStateValue("step", step)
  view.tellUnit = (row, unit) => setStateValue("unit", [row, unit])
  view.show(data)
}

export const remove = all.remove

class View {
  constructor(parent) {
    this.root = parent.querySelector(".unrolled")
    this.root.innerHTML = SKELETON
    this.label = labels(this.root)
    const find = name => this.root.querySelector("." + name)
    this.scroll = find("scroll")
    this.room = find("room")
    this.columns = find("columns")
    this.folded = find("folded")
    this.range = find("range")
    this.say = find("say")
    this.tip = find("tip")
    this.speed = find("speed")
    this.playButton = find("play")
    this.step = 0
    this.asked = 0 // when the reader last chose a step: until the server has caught up, theirs counts
    find("previous").onclick = () => this.choose(this.step - 1)
    find("next").onclick = () => this.choose(this.step + 1)
    this.playButton.onclick = () => this.play(!this.timer)
    this.speed.onchange = () => this.timer && this.play(true)
    this.range.oninput = () => this.choose(+this.range.value - 1)
    this.scroll.onscroll = () => this.drawSoon()
    this.scroll.onclick = event => this.chooseAt(event)
    this.root.onpointermove = event => this.point(event)
    this.root.onpointerleave = () => this.point(null)
    this.onKey = event => this.key(event)
    document.addEventListener("keydown", this.onKey)
    this.sized = new ResizeObserver(() => this.drawSoon())
    this.sized.observe(this.scroll)
  }

  end() {
    this.play(false)
    document.removeEventListener("keydown", this.onKey)
    this.sized.disconnect()
  }

  show(data) {
    words = data.words ?? {}
    if (JSON.stringify(words) !== this.spoken) {
      this.label(words)
      this.spoken = JSON.stringify(words)
      this.playButton.textContent = inWords(this.timer ? "❚❚ Pause" : "▶ Play")
    }
    const before = this.data
    const changed = !before || before.pieces.join("\n") !== data.pieces.join("\n")
    this.data = data
    this.chains = [data, ...(data.second ? [data.second] : [])].map(chain => ({
      ...chain, states: unpack(chain.states), initial: unpack(chain.initial), steps: chain.pieces.length,
    }))
    this.steps = Math.max(...this.chains.map(chain => chain.steps))
    COLUMN = 108 + (data.layers > 1 ? 14 : 0) + (data.directions > 1 ? 22 : 0)
    this.plan = layOut(data, this.chains.length)
    const recent = performance.now() - this.asked < 2000
    if (changed || !recent) this.step = data.step
    this.step = clamp(this.step, 0, Math.max(this.steps - 1, 0))
    this.range.max = Math.max(this.steps, 1)
    this.scroll.setAttribute("aria-label", data.alt)
    this.root.classList.toggle("example", data.example)
    this.root.classList.toggle("dark", data.dark)
    this.zoom = null
    this.drawNow(changed)
    this.root.dataset.painted = data.pieces.join("")
  }

  choose(step, heldByTimer = false) {
    if (!heldByTimer) this.play(false)
    const next = clamp(step, 0, this.steps - 1)
    if (next === this.step) return
    this.step = next
    this.asked = performance.now()
    this.drawNow(true)
    this.tell(next)
  }

  play(on) {
    clearInterval(this.timer)
    this.timer = null
    if (on) {
      if (this.step >= this.steps - 1) this.choose(0, true)
      this.timer = setInterval(() => {
        if (this.step >= this.steps - 1) this.play(false)
        else this.choose(this.step + 1, true)
      }, 1000 / +this.speed.value)
    }
    this.playButton.textContent = inWords(on ? "❚❚ Pause" : "▶ Play")
  }

  key(event) {
    const inside = event.composedPath().includes(this.root)
    const target = event.composedPath()[0]
    const free = inside || target === document.body
    if (!free || event.ctrlKey || event.metaKey || event.altKey) return
    if (target === this.range || target === this.speed) return // they have their own use for arrows
    const to = { ArrowLeft: this.step - 1, ArrowRight: this.step + 1, Home: 0, End: this.steps - 1 }[event.key]
    if (to !== undefined) this.choose(to)
    else if (event.key === " " && inside && target.tagName !== "BUTTON") this.play(!this.timer)
    else return
    event.preventDefault()
  }

  chooseAt(event) {
    const box = this.room.getBoundingClientRect()
    const x = (event.clientX - box.left) / this.zoom, y = (event.clientY - box.top) / this.zoom
    this.choose(Math.floor((x - START) / COLUMN))
    const hit = this.unitAt(y)
    if (hit) this.tellUnit(hit.row.index, hit.unit)
  }

  drawSoon() {
    this.frame ??= requestAnimationFrame(() => this.drawNow(false))
  }

  drawNow(bringIntoView) {
    cancelAnimationFrame(this.frame)
    this.frame = null
    if (!this.data) return
    this.fit()
    const { zoom } = this
    const width = this.scroll.clientWidth / zoom
    if (bringIntoView) {
      const left = this.plan.x(this.step) - START, right = this.plan.x(this.step + 1) + START
      const now = this.scroll.scrollLeft / zoom
      if (left < now) this.scroll.scrollLeft = left * zoom
      else if (right > now + width) this.scroll.scrollLeft = (right - width) * zoom
    }
    const offset = this.scroll.scrollLeft / zoom
    const first = clamp(Math.floor((offset - START) / COLUMN) - 1, 0, this.steps)
    const last = clamp(Math.ceil((offset + width - START) / COLUMN) + 1, 0, this.steps)
    const left = first ? this.plan.x(first) - COLUMN / 2 : 0
    const span = this.plan.x(last) + this.plan.end - left
    place(this.columns, left, span, this.plan.height, zoom)
    this.columns.style.left = left * zoom + "px"
    this.columns.innerHTML = this.picture(first, last)
    this.range.value = this.step + 1
    this.range.setAttribute("aria-valuetext", inWords("step {step} of {steps}", { step: this.step + 1, steps: this.steps }))
    this.say.innerHTML = this.sentence()
  }

  // a short sequence on a large screen is drawn larger, for the back row
  fit() {
    const { plan } = this
    const phone = this.root.clientWidth < 560 // no room for the folded network beside the unrolled one
    this.folded.hidden = phone
    const wide = (this.root.clientWidth - 12) / ((phone ? 0 : FOLDED) + plan.x(this.steps) + START)
    const tall = window.innerHeight * (this.chains.length > 1 ? 0.66 : 0.52) / plan.height
    // as large as the window is tall and, up to a point, wide; beyond that it scrolls anyway
    const zoom = Math.max(Math.min(wide, tall, 1.8), Math.min(tall, 1.35), 0.75)
    if (zoom === this.zoom) return
    this.zoom = zoom
    this.room.style.width = (plan.x(this.steps) + plan.end) * zoom + "px"
    this.room.style.height = plan.height * zoom + "px"
    this.folded.innerHTML = folded(this.data, plan)
    place(this.folded.firstChild, 0, FOLDED, plan.height, zoom)
  }

  picture(first, last) {
    const { plan, data } = this
    const parts = []
    if (this.steps) {
      parts.push(`<rect class="now" x="${plan.x(this.step) + 1}" y="1" width="${COLUMN - 2}" height="${plan.height - 2}" rx="8"/>`)
    }
    this.chains.forEach((chain, c) => {
      const top = c * (plan.chain + plan.between)
      if (!first) parts.push(initial(data, chain, plan, top, 0))
      for (let t = first; t < Math.min(last, chain.steps); t++) parts.push(column(data, chain, plan, top, t))
      if (data.directions === 2 && last >= chain.steps) parts.push(initial(data, chain, plan, top, 1))
    })
    if (data.second) parts.push(differences(data, plan, first, last))
    return parts.join("")
  }

  sentence() {
    const { data, step } = this
    const chain = this.chains[0]
    const fields = { step: step + 1, steps: this.steps }
    if (step >= chain.steps) return inWords("Step <b>{step}</b> of {steps}", fields)
    const best = chain.predictions[step]?.[0]
    fields.piece = esc(chain.pieces[step])
    if (!best) return inWords("Step <b>{step}</b> of {steps}: reads <b>{piece}</b>", fields)
    fields.answer = data.output === "linear" ? chain.predictions[step].map(p => esc(p[2])).join(", ") : esc(best[0])
    fields.chance = esc(best[2])
    const text = data.output === "linear" ? "Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, answers <b>{answer}</b>"
      : data.output === "sigmoid" ? "Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, answers <b>{answer}</b> ({chance})"
        : "Step <b>{step}</b> of {steps}: reads <b>{piece}</b>, expects <b>{answer}</b> ({chance})"
    return inWords(text, fields)
  }

  point(event) {
    const mark = event?.composedPath()[0]?.closest?.("[data-w]")?.dataset.w
    if (mark !== this.marked) {
      this.marked = mark
      for (const node of this.root.querySelectorAll("[data-w]")) {
        node.classList.toggle("same", node.dataset.w === mark)
      }
    }
    const words = event && (mark ? weightWords(mark, this.data) : this.wordsAt(event))
    this.tip.hidden = !words
    if (!words) return
    this.tip.textContent = words
    const box = this.root.getBoundingClientRect()
    const x = event.clientX - box.left
    this.tip.style.left = clamp(x + 14, 0, Math.max(box.width - this.tip.offsetWidth, 0)) + "px"
    this.tip.style.top = event.clientY - box.top + 18 + "px"
  }

  unitAt(y) {
    const { plan, data } = this
    const down = y > plan.chain + plan.between && data.second ? y - plan.chain - plan.between : y
    const row = plan.rows.find(row => down >= row.top && down < row.top + plan.box)
    return row && { row, unit: clamp(Math.floor((down - row.top) / plan.box * data.hidden), 0, data.hidden - 1) }
  }

  wordsAt(event) {
    if (!event.composedPath().includes(this.columns)) return ""
    const box = this.room.getBoundingClientRect()
    const x = (event.clientX - box.left) / this.zoom, y = (event.clientY - box.top) / this.zoom
    const { plan, data } = this
    const c = y > plan.chain + plan.between && this.chains.length > 1 ? 1 : 0
    const chain = this.chains[c], t = Math.floor((x - START) / COLUMN)
    if (t < 0 || t >= chain.steps) return ""
    const down = y - c * (plan.chain + plan.between)
    const where = inWords("step {step}, “{piece}”", { step: t + 1, piece: chain.pieces[t] })
    const hit = this.unitAt(y)
    if (hit) {
      const { row, unit } = hit
      const value = valueOf(chain, row.index, t, unit, data.hidden)
      const text = data.layers > 1
        ? row.back ? "{where}: h of unit {unit} of layer {layer}, right to left, is {value}" : "{where}: h of unit {unit} of layer {layer} is {value}"
        : row.back ? "{where}: h of unit {unit}, right to left, is {value}" : "{where}: h of unit {unit} is {value}"
      return inWords(text, { where, unit: unit + 1, layer: row.layer + 1, value })
    }
    if (down >= plan.token) {
      return chain.unknown.includes(t) ? inWords("{where} is not in the vocabulary: read as all zeros", { where }) : where
    }
    if (data.readout && down < plan.output + plan.bars) {
      const found = chain.predictions[t].map(p => `${data.output === "softmax" ? "“" + p[0] + "”" : p[0]} ${p[2]}`).join(", ")
      return inWords("after {where}: {found}", { where, found })
    }
    return ""
  }
}

// -- where everything stands -----------------------------------------------------------------------

function layOut(data, chains) {
  const count = data.layers * data.directions
  const budget = [0, 128, 84, 62, 54, 44, 40, 36, 34][count] * (chains > 1 ? 0.75 : 1)
  const box = clamp(data.hidden * 24, 24, budget)
  // of two texts only the best guess of each step, so that both fit on a screen
  const guesses = chains > 1 ? 1 : Math.max(...data.predictions.map(p => p.length), 1)
  const bars = data.readout ? 4 + 22 * guesses : 0
  const output = 22
  const rows = []
  let y = output + bars + (data.readout ? 36 : 8)
  for (let layer = data.layers - 1; layer >= 0; layer--) {
    for (let back = data.directions - 1; back >= 0; back--) {
      rows.push({ layer, back, top: y, index: layer * data.directions + back })
      y += box + (back ? 24 : layer ? 34 : 0)
    }
  }
  const token = y + 42
  const chain = token + 40 + 20
  const between = chains > 1 ? 58 : 0
  return {
    rows, box, bars, guesses, output, token, chain, between, count,
    label: clamp(6 + 8 * Math.max(...data.predictions.flat().map(p => [...p[0]].length), 1), 22, 46),
    height: chains * chain + (chains - 1) * between + 4,
    x: t => START + t * COLUMN,
    end: data.directions === 2 ? END : MARGIN, // room for the first state of the way back
    at: (layer, back) => rows.find(row => row.layer === layer && row.back === back),
  }
}

function place(svg, left, width, height, zoom) {
  svg.setAttribute("width", width * zoom)
  svg.setAttribute("height", height * zoom)
  svg.setAttribute("viewBox", `${left} 0 ${width} ${height}`)
}

// -- drawing ---------------------------------------------------------------------------------------

const middle = (plan, t) => plan.x(t) + COLUMN / 2

function column(data, chain, plan, top, t) {
  const x = middle(plan, t), parts = []
  const unknown = chain.unknown.includes(t)
  const token = top + plan.token
  parts.push(`<rect class="token${unknown ? " unknown" : ""}" x="${x - BOX / 2}" y="${token}" width="${BOX}" height="36" rx="6"/>`)
  parts.push(word(chain.pieces[t], x, token + 18, BOX - 8, 22, "typed"))
  if (unknown) parts.push(`<text class="flag" x="${x + BOX / 2 + 7}" y="${token + 6}">?</text>`)
  parts.push(`<text class="faint" x="${x}" y="${token + 50}">t = ${t + 1}</text>`)
  for (const row of plan.rows) {
    const y = top + row.top
    const below = row.layer ? top + plan.at(row.layer - 1, data.directions - 1).top : token
    parts.push(strip(data, chain, row.index, t, x - BOX / 2, y, BOX, plan.box))
    if (!row.back) {
      parts.push(arrow(x, below, x, y + plan.box))
      parts.push(weight(row.layer ? "ih" : data.embedding ? "e" : "ih", row.layer, x + 6, (below + y + plan.box) / 2, "start"))
    } else {
      // the input passes the forward cell on its left to reach the backward one
      const side = x - BOX / 2 - 11
      const from = row.layer ? top + plan.at(row.layer - 1, 1).top - 4 : token
      parts.push(`<path class="flow" marker-end="url(#tip)" d="M${x - 12},${from} C${side},${from - 22} ${side},${from - 22} ${side},${from - 34} L${side},${y + plan.box + 18} Q${side},${y + plan.box + 8} ${x - 20},${y + plan.box + 2}"/>`)
    }
    parts.push(across(data, chain, plan, row, y + plan.box / 2, t))
  }
  if (data.readout) {
    const from = top + plan.rows[0].top
    parts.push(arrow(x, from, x, top + plan.output + plan.bars + 6))
    parts.push(weight("hy", 0, data.directions === 2 ? x - 36 : x + 6, from - 14, "start"))
    if (data.directions === 2) {
      const low = top + plan.at(data.layers - 1, 0).top, side = x + BOX / 2 + 11
      parts.push(`<path class="flow" d="M${x + 16},${low} Q${side},${low - 6} ${side},${low - 18} L${side},${from + 4} Q${side},${from - 10} ${x + 2},${from - 14}"/>`)
    }
  }
  parts.push(prediction(data, chain, plan, top, t, x))
  return parts.join("")
}

function across(data, chain, plan, row, y, t) {
  // the arrow to the next column, or for the direction right to left, from it
  if (t === chain.steps - 1) return ""
  const left = middle(plan, t) + BOX / 2, right = middle(plan, t + 1) - BOX / 2
  const line = row.back ? arrow(right, y, left, y) : arrow(left, y, right, y)
  return line + weight("hh", row.layer, (left + right) / 2, y - 10, "middle", row.back)
}

function initial(data, chain, plan, top, back) {
  const zero = chain.initial.every(v => v === 0)
  return plan.rows.filter(row => row.back === back).map(row => {
    const y = top + row.top, edge = back ? plan.x(chain.steps) + 34 : 6
    const x = edge + 10, inner = back ? middle(plan, chain.steps - 1) + BOX / 2 : middle(plan, 0) - BOX / 2
    return strip(data, { states: chain.initial, steps: 1 }, row.index, 0, edge, y, 20, plan.box)
      + (back ? arrow(edge, y + plan.box / 2, inner, y + plan.box / 2) : arrow(edge + 20, y + plan.box / 2, inner, y + plan.box / 2))
      + weight("hh", row.layer, (back ? inner + edge : edge + 20 + inner) / 2, y + plan.box / 2 - 10, "middle", row.back)
      + `<text class="faint" x="${x + 2}" y="${y + plan.box + 13}">h<tspan class="sub" dy="4">${back ? "T+1" : 0}</tspan><tspan dy="-4">${zero ? "=0" : ""}</tspan></text>`
  }).join("")
}

function strip(data, chain, index, t, x, y, width, height) {
  const units = data.hidden, each = height / units, parts = []
  const numbers = each >= 15 && width > 40
  for (let u = 0; u < units; u++) {
    const raw = chain.states[(index * chain.steps + t) * units + u]
    const broken = raw === -32768
    const [fill, ink] = broken ? ["#000", "#fff"] : colour(raw / 32767, data.colours)
    const top = y + u * each
    parts.push(`<rect x="${x}" y="${top.toFixed(2)}" width="${width}" height="${(each + (numbers ? 0 : 0.35)).toFixed(2)}" fill="${fill}"/>`)
    if (numbers || (broken && !u)) {
      const label = broken ? inWords("overflow") : figure(raw / 32767 * chain.scale)
      parts.push(`<text class="value" x="${x + width / 2}" y="${(top + each / 2).toFixed(1)}" style="fill:${ink}">${label}</text>`)
    }
  }
  parts.push(`<rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="3"/>`)
  return parts.join("")
}

function prediction(data, chain, plan, top, t, x) {
  if (!data.readout) return ""
  const left = plan.x(t) + 6, parts = [], width = COLUMN - 12, room = plan.label
  const answer = chain.answers[t]
  chain.predictions[t].slice(0, plan.guesses).forEach(([label, share, words], i) => {
    const y = top + plan.output + i * 22
    parts.push(`<rect class="bar${i ? "" : " best"}" x="${left + room}" y="${y + 3}" width="${(share * (width - room - 2)).toFixed(1)}" height="16" rx="2"/>`)
    parts.push(word(label, left + room / 2 - 1, y + 11, room - 2, i ? 15 : 18, i ? "guess" : "guess first"))
    parts.push(`<text class="percent${i ? "" : " first"}" x="${left + room + 5}" y="${y + 11}">${esc(words)}</text>`)
  })
  if (answer && data.output !== "linear") {
    const said = chain.predictions[t][0]?.[0]
    const right = said === answer
    parts.push(`<text class="answer ${right ? "right" : "wrong"}" x="${x}" y="${top + 11}">${right ? "✓" : "✗"} ${esc(answer.length > 9 ? answer.slice(0, 8) + "…" : answer)}</text>`)
  }
  return parts.join("")
}

function differences(data, plan, first, last) {
  const top = plan.chain + 6, most = Math.max(...data.difference.filter(d => d !== null), 1e-300)
  return data.difference.map((size, t) => {
    if (t < first || t >= last) return ""
    const x = middle(plan, t), tall = (size ?? 0) / most * 24
    return `<rect class="difference" x="${x - BOX / 2}" y="${top + 28 - tall}" width="${BOX}" height="${tall}"/>`
      + `<text class="small" x="${x}" y="${top + 40}">‖h − h′‖ ${size === null ? inWords("overflowed") : "= " + figure(size)}</text>`
  }).join("")
}

function folded(data, plan) {
  const x = 74, parts = []
  parts.push(`<rect class="token" x="${x - BOX / 2}" y="${plan.token}" width="${BOX}" height="36" rx="6"/>`)
  parts.push(`<text class="typed" font-size="22" x="${x}" y="${plan.token + 18}">x<tspan class="sub" dy="5">t</tspan></text>`)
  parts.push(`<text class="faint" x="${x}" y="${plan.token + 50}">${inWords("folded")}</text>`)
  for (const row of plan.rows) {
    const below = row.layer ? plan.at(row.layer - 1, data.directions - 1).top : plan.token
    const y = row.top, mid = y + plan.box / 2, edge = x + BOX / 2
    const reach = Math.min(plan.box / 2 - 2, 24)
    parts.push(`<rect class="cell" x="${x - BOX / 2}" y="${y}" width="${BOX}" height="${plan.box}" rx="6"/>`)
    parts.push(`<text class="name" x="${x}" y="${mid - (plan.box > 40 ? 9 : 0)}">${esc(data.cell)}</text>`)
    if (plan.box > 40) parts.push(`<text class="faint" x="${x}" y="${mid + 10}">${inWords("{count} units", { count: data.hidden })}</text>`)
    parts.push(`<path class="flow" marker-end="url(#tip)" d="M${edge},${mid - reach} C${edge + 34},${mid - reach} ${edge + 34},${mid + reach} ${edge + 1},${mid + reach}"/>`)
    parts.push(weight("hh", row.layer, edge + 5, mid - reach - 9, "start", row.back))
    if (!row.back) {
      parts.push(arrow(x, below, x, y + plan.box))
      parts.push(weight(row.layer ? "ih" : data.embedding ? "e" : "ih", row.layer, x + 6, (below + y + plan.box) / 2, "start"))
    } else {
      const side = x - BOX / 2 - 11, from = row.layer ? plan.at(row.layer - 1, 1).top - 4 : plan.token
      parts.push(`<path class="flow" marker-end="url(#tip)" d="M${x - 12},${from} C${side},${from - 22} ${side},${from - 22} ${side},${from - 34} L${side},${y + plan.box + 18} Q${side},${y + plan.box + 8} ${x - 20},${y + plan.box + 2}"/>`)
    }
  }
  if (data.readout) {
    const from = plan.rows[0].top, end = plan.output + plan.bars
    parts.push(arrow(x, from, x, end + 6))
    parts.push(weight("hy", 0, x + 6, from - 14, "start"))
    parts.push(`<rect class="token" x="${x - BOX / 2}" y="${end - 34}" width="${BOX}" height="36" rx="6"/>`)
    parts.push(`<text class="typed" font-size="22" x="${x}" y="${end - 16}">ŷ<tspan class="sub" dy="5">t</tspan></text>`)
  }
  parts.push(legend(data, data.second ? plan.chain + 16 : 0))
  return `<svg role="img" aria-label="${inWords("The folded network: one cell with a loop")}">${parts.join("")}</svg>`
}

function legend(data, y) {
  const stops = data.colours.map((c, i) => `<stop offset="${i / (data.colours.length - 1)}" stop-color="${c}"/>`).join("")
  const end = data.scale < 1e4 ? +data.scale.toPrecision(3) : data.scale.toExponential(0).replace("+", "")
  return `<defs><linearGradient id="signed">${stops}</linearGradient></defs>
    <text class="faint" x="74" y="${y + 10}">${inWords("h of each unit")}</text>
    <rect class="frame" x="38" y="${y + 20}" width="72" height="10" style="fill:url(#signed)"/>
    <text class="faint" x="18" y="${y + 25}">−${end}</text><text class="faint" x="129" y="${y + 25}">${end}</text>`
}

const arrow = (x1, y1, x2, y2) => {
  // ends one head short of its goal, so that the tip touches it
  const long = Math.hypot(x2 - x1, y2 - y1) || 1, cut = 2 / long
  return `<line class="flow" marker-end="url(#tip)" x1="${x1}" y1="${y1}" x2="${x2 - (x2 - x1) * cut}" y2="${y2 - (y2 - y1) * cut}"/>`
}

const KINDS = { ih: "W", hh: "W", hy: "W", e: "E" }

function weight(kind, layer, x, y, anchor, back = 0) {
  const mark = [layer ? layer + 1 : "", back ? "←" : ""].join("")
  const raised = mark ? `<tspan class="sub" dy="-9">(${mark})</tspan><tspan dy="5"></tspan>` : ""
  const sub = kind === "e" ? `<tspan>, W</tspan><tspan class="sub" dy="4">ih</tspan>` : `<tspan class="sub" dy="4">${kind}</tspan>`
  return `<text class="weight ${kind === "e" ? "ih" : kind}" data-w="${kind}-${layer}-${+back}" x="${x}" y="${y}" text-anchor="${anchor}">${KINDS[kind]}${sub}${raised}</text>`
}

function weightWords(mark, data) {
  const [kind, layer, back] = mark.split("-")
  const what = { ih: inWords("input to hidden"), hh: inWords("hidden to hidden"), hy: inWords("hidden to output"), e: inWords("embedding, then input to hidden") }[kind]
  const of = data.layers > 1 && kind !== "hy"
  const text = of
    ? +back ? "{what} of layer {layer}, right to left: one and the same matrix at every step" : "{what} of layer {layer}: one and the same matrix at every step"
    : +back ? "{what}, right to left: one and the same matrix at every step" : "{what}: one and the same matrix at every step"
  return inWords(text, { what, layer: +layer + 1 })
}

function word(text, x, y, width, size, kind) {
  const long = [...text].length
  const shown = long > 9 ? [...text].slice(0, 8).join("") + "…" : text
  const fits = Math.min(size, Math.floor(width / (0.62 * Math.max([...shown].length, 1))))
  return `<text class="${kind}" x="${x}" y="${y}" font-size="${Math.max(fits, 9)}">${esc(shown)}</text>`
}

// -- numbers as they came --------------------------------------------------------------------------

function unpack(text) {
  const raw = atob(text), bytes = new Uint8Array(raw.length)
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i)
  return new Int16Array(bytes.buffer)
}

function valueOf(chain, index, t, unit, units) {
  const raw = chain.states[(index * chain.steps + t) * units + unit]
  return raw === -32768 ? inWords("no number any more: it overflowed") : figure(raw / 32767 * chain.scale)
}

function figure(value) {
  const size = Math.abs(value)
  if (size && (size < 0.005 || size >= 1000)) return minus(value.toPrecision(2))
  return minus((Math.round(value * 100) / 100 || 0).toFixed(2))
}

const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16))
const table = new Map() // 511 colours a scale, each made once

function colour(value, anchors) {
  const slot = Math.round((clamp(value, -1, 1) + 1) * 255)
  const key = anchors[0] + slot
  if (!table.has(key)) {
    const place = (slot / 510) * (anchors.length - 1), low = Math.min(Math.floor(place), anchors.length - 2)
    const [a, b] = [rgb(anchors[low]), rgb(anchors[low + 1])]
    const mixed = a.map((v, i) => Math.round(v + (b[i] - v) * (place - low)))
    const [r, g, b2] = mixed.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    // black or white, whichever can be read better (WCAG 2.1, contrast ratio)
    const light = 0.2126 * r + 0.7152 * g + 0.0722 * b2 > 0.179
    table.set(key, [`rgb(${mixed})`, light ? "#000" : "#fff"])
  }
  return table.get(key)
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
  <span class="say" aria-live="polite"></span>
</div>
<div class="tip" role="tooltip" hidden></div>`

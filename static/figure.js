// Draws a Plotly figure and keeps its node from one change to the next, so that zoom and legend stay.
// The main picture goes first: a figure waits until it is near the screen and its data rests for a
// moment (but not for long, live figures never rest), and of several that came meanwhile draws the last.
// Where the figure is the main picture (data.main) it does not wait.

import { views } from "./shared.js"

const REST = 120, PATIENCE = 500 // milliseconds
const NARROW = 560 // pixels: a phone
const HALVES = [[0, 0.62], [0.69, 1]], GAP = 14 // on it: shares of the width, and pixels
const USUAL = 16 // pixels: the size of the page's type
const all = views(node => new View(node), ".figure")

export function render({ data, parentElement, setStateValue }) {
  const view = all.at(parentElement)
  view.tell = cell => setStateValue("cell", cell)
  view.show(data)
}

export const remove = all.remove

class View {
  constructor(node) {
    this.node = node
    node.setAttribute("role", "img")
    this.seen = new IntersectionObserver(entries => {
      this.near = entries.at(-1).isIntersecting
      if (this.near && this.waiting) this.draw()
    }, { rootMargin: "300px" })
    this.seen.observe(node)
    this.sized = new ResizeObserver(() => this.fit())
    this.sized.observe(node)
  }

  show(data) {
    const { node } = this
    this.data = data
    node.style.minHeight = this.tall() + "px"
    node.setAttribute("aria-label", data.alt)
    this.waiting ??= performance.now()
    clearTimeout(this.timer)
    if (!this.near) return
    const left = PATIENCE - (performance.now() - this.waiting)
    const rest = data.main ? 0 : REST
    this.timer = setTimeout(() => this.draw(), this.drawn ? Math.max(Math.min(rest, left), 0) : 0)
  }

  async draw() {
    clearTimeout(this.timer)
    const { node, data } = this
    if (!window.Plotly) await import(location.origin + data.plotly)
    if (!node.isConnected || data !== this.data) return
    this.waiting = undefined
    const figure = JSON.parse(data.figure)
    figure.data.forEach(spell)
    const by = larger()
    if (by > 1) enlarge(figure, by)
    figure.layout.height = this.tall()
    if (node.clientWidth < NARROW) narrow(figure, node.clientWidth)
    const options = { displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] }
    await window.Plotly.react(node, figure.data, figure.layout, options)
    if (!this.drawn) node.on("plotly_click", event => this.clicked(event.points[0]))
    this.drawn = true
    this.width = node.clientWidth
    node.dataset.painted = data.stamp
  }

  // a main picture grows with the screen
  tall() {
    const { main } = this.data, room = window.innerHeight
    // in large type it is higher, too, but not higher than what can be seen at once
    const height = Math.round(Math.max(this.data.height, Math.min(this.data.height * larger(), room * 0.7)))
    return main ? Math.max(height, Math.round(room * 0.42)) : height
  }

  // the row and column of a heat map's cell; the time makes a second click on the same cell news
  clicked(point) {
    if (Array.isArray(point?.pointIndex)) this.tell([...point.pointIndex, Date.now()])
  }

  fit() {
    const width = this.node.clientWidth
    if (!this.drawn || !width || width === this.width) return
    this.width = width
    window.Plotly.Plots.resize(this.node)
  }

  end() {
    clearTimeout(this.timer)
    this.seen.disconnect()
    this.sized.disconnect()
    if (this.drawn) window.Plotly.purge(this.node)
  }
}

// By how much the page's type is larger than usual: in a lecture it is, for the back row.
function larger() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL
}

// Letters, lines and marks of a figure grow with the page's type, and its margins with the letters.
function enlarge({ data, layout }, by) {
  const { margin } = layout
  for (const side of ["l", "r", "t", "b"]) if (margin?.[side]) margin[side] *= by
  grow(layout, by)
  data.forEach(trace => grow(trace, by))
}

function grow(part, by, name = "") {
  for (const [key, value] of Object.entries(part)) {
    if (Array.isArray(value)) {
      if (["annotations", "shapes"].includes(key)) value.forEach(one => grow(one, by))
    } else if (value && typeof value === "object") grow(value, by, key)
    else if (typeof value !== "number") continue
    else if (key === "size" || (key === "width" && name === "line")) part[key] = value * by
    else if (["xshift", "yshift"].includes(key)) part[key] = value * by
  }
}

// What the hovers of a heat map say: the words of its row and of its column, and its norm where the
// colours are its powers of ten. One list a side is sent instead of a text for every cell.
function spell(trace) {
  if (!trace.meta?.y) return
  const { x, y, log } = trace.meta
  trace.customdata = trace.z.map((row, i) => row.map((z, j) => z === null ? null : [y[i], x[j], log ? power(z) : ""]))
}

function power(exponent) {
  if (exponent > -3 && exponent < 4) return (10 ** exponent).toPrecision(3)
  const whole = Math.floor(exponent)
  return `${(10 ** (exponent - whole)).toPrecision(3)}·10<sup>${whole}</sup>`.replace("-", "−")
}

// On a phone titles take several lines, a scale shows its ends, words that need room are left out, and
// those at the right of the curves go onto the picture.
function narrow({ data, layout }, width) {
  const { margin } = layout, by = larger()
  const halves = layout.meta?.halves && [layout.xaxis, layout.xaxis2] // two pictures beside each other
  if (halves) together(layout, by)
  else if (margin.r > 0.36 * width) bringIn(data, layout)
  const title = wrapped(layout.title?.text, width - 12, 8.6 * by)
  if (title.length > 1) {
    Object.assign(layout.title, { text: title.join("<br>"), y: 1, yanchor: "top" })
    layout.title.pad = { ...layout.title.pad, t: 20 * by }
    lengthen(layout, "t", 22 * by * (title.length - 1))
  }
  const inner = width - margin.l - margin.r, middle = margin.l + inner / 2
  const under = (halves ?? [layout.xaxis]).map(axis => {
    const room = halves ? inner * (axis.domain[1] - axis.domain[0]) + GAP : 2 * Math.min(middle, width - middle)
    const lines = wrapped(axis?.title?.text, room, 8.4 * by)
    if (lines.length > 1) axis.title.text = lines.join("<br>")
    return lines.length
  })
  if (Math.max(...under) > 1) lengthen(layout, "b", 19 * by * (Math.max(...under) - 1))
  layout.annotations = layout.annotations?.filter(note => note.name !== "roomy")
  for (const trace of data) {
    if (!trace.meta?.roomy || trace.x.length * 22 * by < width) continue
    // what does not fit into its circle stands above it, and only the first and every fifth
    trace.text = trace.text.map((text, i) => i && (i + 1) % 5 ? "" : text)
    trace.y = trace.y.map(y => y + 0.4)
    trace.textposition = "top center"
  }
  const high = (layout.annotations ?? []).filter(note => note.yref === "paper" && note.y >= 1)
  const heads = high.map(note => (note.lines = wrapped(note.text, 0.46 * width, 7.8 * by)).length)
  for (const note of high) note.text = note.lines.join("<br>")
  if (Math.max(...heads, 1) > 1) lengthen(layout, "t", 18 * by * (Math.max(...heads) - 1))
  const words = layout.xaxis?.ticktext?.join("").replace(/&\w+;/g, "x") ?? ""
  const crowded = words.length * 8.4 * by > width - margin.l - margin.r
  if (crowded && words.length > layout.xaxis.ticktext.length) layout.xaxis.tickangle = -90
  for (const trace of data) if (trace.type === "bar" && crowded && trace.text) trace.textangle = -90
  const lying = data.filter(trace => trace.type === "bar" && trace.orientation === "h")
  if (lying.length && layout.yaxis.ticktext) {
    // names in more and smaller lines, so that the bars have room, and what stands at their ends
    layout.yaxis.ticktext = layout.yaxis.ticktext.map(text => wrapped(text, 0.3 * width, 8 * by).join("<br>"))
    margin.l = Math.max(margin.l, 0.36 * width)
    layout.yaxis.tickfont = { ...layout.yaxis.tickfont, size: 14 * by }
    for (const trace of lying) trace.textfont = { ...trace.textfont, size: 14 * by }
    layout.xaxis.range = [layout.xaxis.range[0], 1.4 * layout.xaxis.range[1]]
    layout.xaxis.dtick = 2 * (layout.xaxis.dtick ?? 1)
  }
  for (const { colorbar } of data) {
    if (colorbar?.orientation !== "h") continue
    colorbar.tickangle = 0
    for (const name of ["tickvals", "ticktext"]) colorbar[name] = [colorbar[name][0], colorbar[name].at(-1)]
  }
}

// A text in lines of so many pixels; a letter takes `each`, a Chinese one about twice that.
function wrapped(text, width, each) {
  const lines = [""]
  const long = line => [...line.replace(/<[^>]*>/g, "")].reduce((sum, c) => sum + (c > "\u2e80" ? 1.9 : 1), 0)
  for (const word of (text ?? "").split(/(?<=[ ，。：；、？！])/)) {
    if (long((lines.at(-1) + word).trimEnd()) * each > width && lines.at(-1)) lines.push(word)
    else lines[lines.length - 1] += word
  }
  return lines.map(line => line.trim())
}

function lengthen(layout, side, pixels) {
  layout.margin[side] += pixels
  layout.height += pixels
}

// Two pictures move together: the names at the ends of curves are listed above the first, and what is said
// beside the second goes above it.
function together(layout, by) {
  const row = 24 * by
  layout.margin.r = 20
  ;[layout.xaxis.domain, layout.xaxis2.domain] = HALVES
  layout.xaxis.tickangle = layout.xaxis2.tickangle = 0
  for (const note of layout.annotations.filter(note => note.name === "beside")) {
    Object.assign(note, { x: 1, xanchor: "right", xshift: 0, yref: "paper", y: 1, yanchor: "bottom" })
  }
  layout.annotations = layout.annotations.filter(note => note.name !== "end")
  layout.title = { ...layout.title, y: 1, yanchor: "top", pad: { ...layout.title.pad, t: 14 * by } }
  lengthen(layout, "t", row)
  const inner = layout.height - layout.margin.t - layout.margin.b
  Object.assign(layout, { showlegend: true, legend: { orientation: "h", x: 0, y: 1 + row / inner, yanchor: "bottom" } })
}

// What is said at the right ends of curves goes onto the picture; where a legend has the names, only the
// number stays.
function bringIn(data, layout) {
  const beside = (layout.annotations ?? []).filter(note => note.xanchor === "left" && note.xshift > 0)
  const last = Math.max(...beside.map(note => note.x))
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--st-background-color").trim()
  for (const note of beside.filter(note => note.x >= 0.9 * last)) {
    const number = layout.legend && note.text.match(/^.*[ >]([\d.]+)$/s)
    if (number) note.text = number[1]
    const off = falls(data, note, layout) ? -11 : 9
    Object.assign(note, { xanchor: "right", xshift: -2, yshift: (note.yshift ?? 0) + off, align: "right", borderpad: 0 })
    if (/^#[\da-f]{6}$/i.test(ground)) note.bgcolor = ground + "b0"
  }
  layout.margin.r = 20
}

// Whether the curve that ends at a note comes down to it so steeply that the note above it would hide it.
function falls(data, { y }, layout) {
  const { type, range } = layout.yaxis ?? {}
  if (!range) return false
  const whole = Math.abs(range[1] - range[0])
  const level = value => value === null ? NaN : type === "log" ? Math.log10(value) : value
  // notes are moved a little, to be kept apart
  const off = trace => Math.abs(level(trace.y.at(-1)) - y)
  const curves = data.filter(trace => trace.mode?.includes("lines") && trace.y?.length > 1 && off(trace) < 0.05 * whole)
  const [curve] = curves.sort((one, other) => off(one) - off(other))
  return Boolean(curve) && level(curve.y[Math.floor(0.6 * curve.y.length)]) - y > 0.06 * whole
}

// @ts-check
// What becomes of a figure in the browser that shows it: in large type its letters grow, and on a phone it
// is arranged anew. All of it changes the figure that it is handed.

import { binary } from "./figure_numbers.js"
import { percent, tenTo, threeDigits } from "./numbers.js"

/** @import { Axis, ColourBar, Figure, Layout, Note, Trace } from "./types.d.ts" */

export const NARROW = 560 // pixels: a phone
const AT_ONCE = 0.7 // of the window's height: what can be seen of a picture at once beside what it is about
export const GAP = 14 // pixels between two pictures beside each other
/** @type {[number, number][]} */
const HALVES = [[0, 0.62], [0.69, 1]] // where those stand, in shares of the width
const WALL = 0.55 // share of the window
export const SCALE = 98 // pixels that a lying scale takes, with its title and its words

/**
 * How high a figure is: a main picture grows with the screen, and in large type all are higher, but not
 * higher than what can be seen at once, or than their share of the window. A main picture that leaves room
 * for others has most of a wall: there a scene shows it alone.
 * @param {{ height: number, main: boolean, share?: number }} data
 * @param {number} room that the window has
 * @param {number} by how much the type is larger than usual
 */
export function tall({ height, main, share }, room, by) {
  const most = main ? AT_ONCE : share ?? AT_ONCE
  const grown = Math.round(Math.max(height, Math.min(height * by, room * most)))
  const least = share !== undefined && by > 1 ? WALL : share ?? 0.42
  return main ? Math.max(grown, Math.round(room * least)) : grown
}

// -- large type ------------------------------------------------------------------------------------

/**
 * Letters, lines and marks of a figure grow with the page's type, and its margins with the letters.
 * @param {Figure} figure
 * @param {number} by
 */
export function enlarge({ data, layout }, by) {
  const { margin } = layout
  for (const side of /** @type {const} */ (["l", "r", "t", "b"])) if (margin?.[side]) margin[side] *= by
  grow(layout, by)
  data.forEach(trace => grow(trace, by))
}

/** @type {(part: object, by: number, name?: string) => void} */
function grow(part, by, name = "") {
  const fields = /** @type {Record<string, unknown>} */ (part)
  for (const [key, value] of Object.entries(fields)) {
    if (Array.isArray(value)) {
      if (["annotations", "shapes"].includes(key)) value.forEach(one => grow(one, by))
    } else if (value && typeof value === "object") grow(value, by, key)
    else if (typeof value !== "number") continue
    else if (key === "size" || (key === "width" && name === "line")) fields[key] = value * by
    else if (["xshift", "yshift", "ticklabelstandoff"].includes(key)) fields[key] = value * by
    else if (["ax", "ay"].includes(key) && !fields.axref) fields[key] = value * by
  }
}

// -- hovers ----------------------------------------------------------------------------------------

/**
 * What the hovers of a heat map say: the words of its row and of its column, and its norm where the
 * colours are its powers of ten. One list a side is sent instead of a text for every cell.
 * @param {Trace} trace
 */
export function spell(trace) {
  const { x = [], y, log } = trace.meta ?? {}
  if (!y || !trace.z) return
  const rows = /** @type {(number | null)[][]} */ (unpacked(trace.z))
  trace.z = rows // whoever needs them next need not unpack them again
  trace.customdata = whenAsked(rows.length, i =>
    rows[i].map((z, j) => z === null || Number.isNaN(z) ? null : [y[i], x[j], log ? power(z) : ""]))
}

/**
 * A list whose rows are made when somebody looks at them: of thousands of cells a pointer meets a few, and a
 * picture is drawn with every key.
 * @template One @param {number} length @param {(place: number) => One} make @returns {One[]}
 */
function whenAsked(length, make) {
  /** @type {One[]} */
  const made = [], list = Array(length)
  for (let i = 0; i < length; i++) Object.defineProperty(list, i, { get: () => made[i] ??= make(i), enumerable: true })
  return list
}

/** A power of ten as it is read. @param {number} exponent */
export const power = exponent => exponent >= -2 && exponent < 4 ? threeDigits(10 ** exponent) : tenTo(exponent, 3)

const WRITTEN = /%\{([xyz]):(digits|percent|signed)\}/g
/** @type {Record<string, (value: number) => string>} */
const WRITERS = {
  digits: threeDigits,
  percent,
  signed: value => (value < 0 ? "− " : "+ ") + threeDigits(Math.abs(value)),
}

/**
 * The numbers that hovers name as `%{y:digits}` and the like, written as all others are, for Plotly writes
 * them otherwise.
 * @param {Trace} trace
 */
export function writeNumbers(trace) {
  const asked = [...(trace.hovertemplate ?? "").matchAll(WRITTEN)]
  if (!asked.length || trace.customdata) return
  const columns = asked.map(([, axis, writer]) =>
    spelled(unpacked(trace[/** @type {"x" | "y" | "z"} */ (axis)]), WRITERS[writer]))
  trace.customdata = rowwise(columns)
  trace.hovertemplate = asked.reduce((text, [found], place) => text.replace(found, `%{customdata[${place}]}`), trace.hovertemplate ?? "")
}

/** Numbers as text, in lists as deep as they are. @type {(values: unknown, write: (value: number) => string) => any} */
const spelled = (values, write) => Array.isArray(values) ? values.map(one => spelled(one, write))
  : typeof values === "number" ? write(values) : ""

/** Of several lists one of what stands in the same place. @type {(columns: any[]) => any} */
const rowwise = columns => Array.isArray(columns[0])
  ? columns[0].map((_, place) => rowwise(columns.map(column => column[place]))) : columns

/** What figures.base.plotly.packed has packed, as lists. @param {unknown} values */
export function unpacked(values) {
  const { bdata, dtype, shape } = /** @type {{ bdata?: string, dtype?: string, shape?: string }} */ (values ?? {})
  if (!bdata) return values
  const flat = binary({ bdata, dtype })
  const wide = shape?.includes(",") ? Number(shape.split(",")[1]) : 0
  if (!wide) return Array.from(flat)
  return Array.from({ length: flat.length / wide }, (_, row) => Array.from(flat.subarray(row * wide, (row + 1) * wide)))
}

// -- a phone ---------------------------------------------------------------------------------------

/**
 * On a phone titles take several lines, a scale shows its ends, words that need room are left out, and
 * those at the right of the curves go onto the picture.
 * @param {Figure} figure
 * @param {number} width of the phone
 * @param {number} by how much the type is larger than usual
 * @param {string} ground the page's colour
 */
export function narrow(figure, width, by, ground) {
  const { data, layout } = figure
  layScale(figure, width, by)
  const halves = layout.meta?.halves && layout.xaxis && layout.xaxis2 ? [layout.xaxis, layout.xaxis2] : undefined
  if (halves) together(layout, halves, by)
  else if (layout.meta?.listed) listNames(figure)
  else if (layout.margin.r > 0.36 * width) bringIn(figure, ground)
  if (!halves) sayOnce(layout)
  wrapTitle(layout, width, by)
  wrapUnder(layout, halves, width, by)
  if (layout.annotations) layout.annotations = layout.annotations.filter(note => note.name !== "roomy")
  data.forEach(trace => thinOut(trace, width, by))
  wrapHeads(layout, width, by)
  crowd(figure, width, by)
  layBars(figure, width, by)
  for (const { colorbar } of data) if (colorbar?.orientation === "h") showEnds(colorbar)
}

/** @param {ColourBar} bar */
function showEnds(bar) {
  bar.tickangle = 0
  if (bar.tickvals) bar.tickvals = ends(bar.tickvals)
  if (bar.ticktext) bar.ticktext = ends(bar.ticktext)
}

/** The scale of a trace's colours. @param {Trace} trace */
export const scaleOf = trace => trace.colorbar ?? trace.marker?.colorbar

/**
 * A scale that stands beside maps lies under them, as wide as they are, and their steps are thinned out.
 * @type {(figure: Figure, width: number, by: number) => void}
 */
function layScale({ data, layout }, width, by) {
  const scale = data.map(scaleOf).find(one => one?.title?.side === "right")
  if (!scale) return
  Object.assign(scale, { orientation: "h", len: 1, x: 0.5, xpad: 0, y: 0, yref: "container", yanchor: "bottom", ypad: 0 })
  scale.title = { ...scale.title, side: "top" }
  showEnds(scale)
  layout.margin.r = 36 * by // half of the words at its end
  lengthen(layout, "b", SCALE * by)
  for (const [key, axis] of Object.entries(layout)) if (/^xaxis\d*$/.test(key)) thinSteps(axis, width - layout.margin.l - layout.margin.r, by)
}

/** Of numbers that have no room beside each other as many as have. @type {(axis: Axis, width: number, by: number) => void} */
function thinSteps(axis, width, by) {
  const [low, high] = axis.domain ?? [0, 1], texts = axis.ticktext ?? []
  if (!texts.length || texts.some(text => Number.isNaN(Number(text)))) return
  const each = Math.max(...texts.map(text => text.length)) * 8.4 * by + 6 * by
  const nth = Math.ceil(texts.length * each / (width * (high - low)))
  if (nth < 2) return
  const last = texts.length - 1
  const kept = (/** @type {unknown} */ _, /** @type {number} */ place) => (last - place) % nth === 0
  if (axis.tickvals) axis.tickvals = axis.tickvals.filter(kept)
  axis.ticktext = texts.filter(kept)
  axis.tickangle = 0
}

/** @template One @param {One[]} all */
const ends = all => [all[0], all[all.length - 1]]

/** @type {(layout: Layout, width: number, by: number, each?: number | ((line: string) => number)) => void} */
export function wrapTitle(layout, width, by, each = 8.6 * by) {
  const had = (layout.title?.text ?? "").split("<br>"), lines = had.flatMap(line => wrapped(line, width - 12, each))
  if (lines.length === had.length) return
  const pad = { ...layout.title?.pad, t: 20 * by }
  layout.title = { ...layout.title, text: lines.join("<br>"), y: 1, yanchor: "top", pad }
  lengthen(layout, "t", 22 * by * (lines.length - had.length))
}

/** Of axes beside each other that are named alike only the first keeps its name. @param {Layout} layout */
function sayOnce(layout) {
  const { title, domain } = layout.xaxis ?? {}
  for (const [key, axis] of Object.entries(layout)) {
    const beside = /^xaxis\d+$/.test(key) && axis.domain && domain && axis.domain[0] > domain[0]
    if (beside && axis.title?.text === title?.text) axis.title = { ...axis.title, text: "" }
  }
}

/** A legend has the names of the curves, instead of their ends. @param {Figure} figure */
function listNames({ data, layout }) {
  for (const trace of data) trace.showlegend = true
  layout.annotations = (layout.annotations ?? []).filter(note => note.name !== "end")
  layout.margin.r = 20
  Object.assign(layout, { showlegend: true, legend: { orientation: "h" } })
}

/** The words under the horizontal axes. @type {(layout: Layout, halves: Axis[] | undefined, width: number, by: number) => void} */
function wrapUnder(layout, halves, width, by) {
  const { l, r } = layout.margin, inner = width - l - r, middle = l + inner / 2
  const under = (halves ?? [layout.xaxis]).map(axis => {
    const [low, high] = axis?.domain ?? [0, 1]
    const room = halves ? inner * (high - low) + GAP : 2 * Math.min(middle, width - middle)
    if (axis?.title?.text?.includes("<br>")) return 1
    const lines = wrapped(axis?.title?.text, room, 8.4 * by)
    if (axis?.title && lines.length > 1) axis.title.text = lines.join("<br>")
    return lines.length
  })
  if (Math.max(...under) > 1) lengthen(layout, "b", 19 * by * (Math.max(...under) - 1))
}

/** What does not fit into its circle stands above it, and only the first and every fifth. @type {(trace: Trace, width: number, by: number) => void} */
function thinOut(trace, width, by) {
  if (!trace.meta?.roomy || !trace.x || trace.x.length * 22 * by < width) return
  if (trace.text) trace.text = trace.text.map((text, i) => i && (i + 1) % 5 ? "" : text)
  if (trace.marker) trace.marker.size = 12
  else if (trace.y) trace.y = trace.y.map(y => y === null ? null : y + 0.4)
  trace.textposition = "top center"
}

/** The names above pictures. @type {(layout: Layout, width: number, by: number) => void} */
function wrapHeads(layout, width, by) {
  const high = (layout.annotations ?? []).filter(note => note.yref === "paper" && note.y >= 1)
  const heads = high.map(note => {
    const isAlone = !high.some(other => other !== note && other.y === note.y)
    return wrapped(note.text, isAlone ? width - layout.margin.l : 0.46 * width, 7.8 * by)
  })
  high.forEach((note, i) => (note.text = heads[i].join("<br>")))
  const most = Math.max(...heads.map(lines => lines.length), 1)
  if (most > 1) lengthen(layout, "t", 18 * by * (most - 1))
}

/** Words at a horizontal axis that have no room beside each other stand upright. @type {(figure: Figure, width: number, by: number) => void} */
function crowd({ data, layout }, width, by) {
  const names = layout.xaxis?.ticktext, words = names?.join("").replace(/&\w+;/g, "x") ?? ""
  if (words.length * 8.4 * by <= width - layout.margin.l - layout.margin.r) return
  if (layout.xaxis && names && words.length > names.length) layout.xaxis.tickangle = -90
  for (const trace of data) if (trace.type === "bar" && trace.text) trace.textangle = -90
}

/** Names of lying bars in more and smaller lines, so that the bars have room, and what stands at their ends. @type {(figure: Figure, width: number, by: number) => void} */
function layBars({ data, layout }, width, by) {
  const { xaxis, yaxis, margin } = layout
  const lying = data.filter(trace => trace.type === "bar" && trace.orientation === "h")
  if (!lying.length || !yaxis?.ticktext || !xaxis?.range) return
  const names = yaxis.ticktext.map(text => wrapped(text, 0.3 * width, 8 * by))
  yaxis.ticktext = names.map(lines => lines.join("<br>"))
  // names of several lines do not run into each other
  const needed = names.length * (19 * by * Math.max(...names.map(lines => lines.length)) + 8 * by)
  layout.height += Math.max(needed - (layout.height - margin.t - margin.b), 0)
  margin.l = Math.max(margin.l, 0.36 * width)
  yaxis.tickfont = { ...yaxis.tickfont, size: 14 * by }
  for (const trace of lying) trace.textfont = { ...trace.textfont, size: 14 * by }
  xaxis.range = [xaxis.range[0], 1.4 * xaxis.range[1]]
  xaxis.dtick = 2 * (xaxis.dtick ?? 1)
}

/**
 * A text in lines of so many pixels; a letter takes `each`, a Chinese one about twice that, unless a line
 * can be measured. A number and its % stay together.
 * @param {string | undefined} text
 * @param {number} width
 * @param {number | ((line: string) => number)} each
 */
export function wrapped(text, width, each) {
  const lines = [""]
  const long = typeof each === "number" ? (/** @type {string} */ line) =>
    each * [...line.replace(/<[^>]*>/g, "")].reduce((sum, c) => sum + (c > "\u2e80" ? 1.9 : 1), 0) : each
  for (const word of (text ?? "").split(/(?<=[ ，。：；、？！])(?!%)/)) {
    const last = lines[lines.length - 1]
    if (last && long((last + word).trimEnd()) > width) lines.push(word)
    else lines[lines.length - 1] += word
  }
  return lines.map(line => line.trim())
}

/** @type {(layout: Layout, side: "t" | "b", pixels: number) => void} */
export function lengthen(layout, side, pixels) {
  layout.margin[side] += pixels
  layout.height += pixels
}

/**
 * Two pictures move together: the names at the ends of curves are listed above the first, and what is said
 * beside the second goes above it.
 * @type {(layout: Layout, halves: Axis[], by: number) => void}
 */
function together(layout, halves, by) {
  const row = 24 * by
  layout.margin.r = 20
  halves.forEach((axis, i) => Object.assign(axis, { domain: HALVES[i], tickangle: 0 }))
  const notes = layout.annotations ?? []
  for (const note of notes.filter(one => one.name === "beside")) {
    Object.assign(note, { x: 1, xanchor: "right", xshift: 0, yref: "paper", y: 1, yanchor: "bottom" })
  }
  layout.annotations = notes.filter(note => note.name !== "end")
  layout.title = { ...layout.title, y: 1, yanchor: "top", pad: { ...layout.title?.pad, t: 14 * by } }
  lengthen(layout, "t", row)
  const inner = layout.height - layout.margin.t - layout.margin.b
  Object.assign(layout, { showlegend: true, legend: { orientation: "h", x: 0, y: 1 + row / inner, yanchor: "bottom" } })
}

/**
 * What is said at the right ends of curves goes onto the picture; where a legend has the names, only the
 * number stays.
 * @type {(figure: Figure, ground: string) => void}
 */
export function bringIn({ data, layout }, ground) {
  const column = (layout.annotations ?? []).filter(note => note.showarrow && /^(floor$|end )/.test(note.name ?? ""))
  if (column.length) {
    bringInColumn(layout, column)
    return
  }
  const beside = (layout.annotations ?? []).filter(note => note.xanchor === "left" && (note.xshift ?? 0) > 0)
  const last = Math.max(...beside.map(note => note.x))
  for (const note of beside.filter(one => one.x >= 0.9 * last)) {
    const number = layout.legend && note.text.match(/^.*[ >]([\d.]+)$/s)
    if (number) note.text = number[1]
    const off = falls(data, note, layout) ? -11 : 9
    Object.assign(note, { xanchor: "right", xshift: -2, yshift: (note.yshift ?? 0) + off, align: "right", borderpad: 0 })
    if (/^#[\da-f]{6}$/i.test(ground)) note.bgcolor = ground + "b0"
  }
  layout.margin.r = 20
}

/**
 * Of a column beside a picture the numbers stay there. A legend has the names of the curves; what the floors
 * are is said under the picture.
 * @type {(layout: Layout, column: Note[]) => void}
 */
function bringInColumn(layout, column) {
  layout.showlegend = true
  const floors = column.filter(one => one.name === "floor"), words = floors.map(one => plain(one.hovertext ?? one.text))
  for (const note of column) {
    note.text = note.name === "floor" ? plain(note.text).split(/\s/)[0] : note.name?.slice("end ".length) ?? ""
  }
  const title = layout.xaxis?.title
  if (title?.text && words.length) {
    title.text = [title.text, ...words].join("<br>")
    lengthen(layout, "b", 24 * words.length + 6)
  }
  layout.margin.r = 72
}

/** A label without its tags, in one line. @param {string} text */
const plain = text => text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim()

/**
 * Whether the curve that ends at a note comes down to it so steeply that the note above it would hide it.
 * @type {(data: Trace[], note: Note, layout: Layout) => boolean}
 */
export function falls(data, { y }, layout) {
  const { type, range } = layout.yaxis ?? {}
  if (!range) return false
  const whole = Math.abs(range[1] - range[0])
  const level = (/** @type {number | null} */ value) => value === null ? NaN : type === "log" ? Math.log10(value) : value
  const curves = data.filter(trace => trace.mode?.includes("lines")).map(trace => (trace.y ?? []).map(level))
    .filter(levels => levels.length > 1)
  // notes are moved a little, to be kept apart
  const off = (/** @type {number[]} */ levels) => Math.abs(levels[levels.length - 1] - y)
  const [curve] = curves.filter(levels => off(levels) < 0.05 * whole).sort((one, other) => off(one) - off(other))
  return curve !== undefined && curve[Math.floor(0.6 * curve.length)] - y > 0.06 * whole
}

// @ts-check
// The numbers that a Plotly figure is made of: as pictures that can be walked through, and as tables.
// A picture is what shares two axes: a grid (heat maps over each other) or series of points.

import { SMALLEST, trimmed, whole } from "./numbers.js"

/** @import { Axis, Figure, Grid, InWords, Layout, Numbers, Packed, Picture, Series, Table, Trace } from "./types.d.ts" */

const MOST = 200 // rows of a table; of more every n-th is shown
const WIDEST = 60 // columns of a grid's table

// -- reading a figure ------------------------------------------------------------------------------

/** Numbers out of Plotly's binary form, row after row. @param {Numbers | undefined} values @returns {(number | null)[]} */
export function flat(values) {
  if (!values) return []
  if (Array.isArray(values)) return values
  return Array.from("bdata" in values ? binary(values) : values)
}

/** The numbers that are packed. @param {{ bdata: string, dtype?: string | undefined }} values */
export function binary({ bdata, dtype }) {
  const letters = atob(bdata), bytes = new Uint8Array(letters.length)
  // letter by letter: a callback for each takes twenty times as long
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i)
  return dtype === "f8" ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer)
}

/** @param {(number | null)[][] | Packed} z @returns {(number | null)[][]} */
function rows(z) {
  if (Array.isArray(z)) return z
  const all = flat(z), wide = Number(z.shape?.split(",")[1] ?? all.length)
  return Array.from({ length: all.length / wide }, (_, i) => all.slice(i * wide, (i + 1) * wide))
}

/** A label without its marks; Plotly takes numbers for labels, too. @param {string | number | undefined} text */
export const plain = text => String(text ?? "").replace(/<br>/g, " ").replace(/<[^>]*>/g, "")
  .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&").replace(/\s+/g, " ").trim()

/** A value with four digits, and a count with all of them. @param {number | null | undefined} value */
export function written(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–"
  return Number.isInteger(value) && Math.abs(value) < 1e9 ? whole(value) : trimmed(value, 4, SMALLEST)
}

/** @type {(layout: Layout, name: string | undefined, letter: "x" | "y") => Axis | undefined} */
const axis = (layout, name, letter) =>
  /** @type {Record<string, Axis | undefined>} */ (/** @type {unknown} */ (layout))[`${letter}axis${(name ?? letter).slice(1)}`]

/** What stands at a place of an axis: its word, where it has one. @type {(side: Axis | undefined, value: number) => string} */
export function place(side, value) {
  const { tickvals = [], ticktext = [] } = side ?? {}
  const texts = ticktext.map(plain)
  if (!texts.length || texts.every(text => /^[−\d.,% ]*$/.test(text))) return written(value)
  const gap = tickvals.length > 1 ? Math.abs(tickvals[1] - tickvals[0]) / 2 : 0.5
  const near = tickvals.findIndex(tick => Math.abs(tick - value) < Math.min(gap, 0.5))
  if (near < 0) return written(value)
  return new Set(texts).size === texts.length ? texts[near] : `${written(tickvals[near])} ${texts[near]}`
}

/** @param {Trace} trace */
const skipped = trace => trace.hoverinfo === "skip" || trace.mode === "text"

/**
 * The pictures of a figure.
 * @param {Figure} figure
 * @returns {Picture[]}
 */
export function pictures({ data, layout }) {
  /** @type {Map<string, Picture>} */
  const found = new Map()
  data.forEach((trace, curve) => {
    const x = axis(layout, trace.xaxis, "x"), y = axis(layout, trace.yaxis, "y")
    const subplot = (trace.xaxis ?? "x") + (trace.yaxis ?? "y"), known = found.get(subplot)
    const titles = { subplot, across: plain(x?.title?.text), up: plain(y?.title?.text) }
    if (trace.type === "heatmap") {
      const layer = { curve, trace, cells: trace.z ? rows(trace.z) : [] }
      if (known?.kind === "grid") known.layers.push(layer)
      else if (layer.cells.length) found.set(subplot, { kind: "grid", ...titles, x, y, layers: [layer] })
    } else if (!skipped(trace)) {
      const one = series(trace, curve, { x, y })
      if (!one.places.length) return
      if (!known) found.set(subplot, { kind: "series", ...titles, x, y, all: [one] })
      else if (known.kind === "series") known.all.push(one)
    }
  })
  return [...found.values()]
}

/** @type {(trace: Trace, curve: number, axes: { x: Axis | undefined, y: Axis | undefined }) => Series} */
function series(trace, curve, axes) {
  const x = flat(trace.x), y = flat(trace.y), lying = trace.orientation === "h"
  const [along, values] = lying ? [y, x] : [x, y]
  const places = values.flatMap((value, i) => value === null || !Number.isFinite(value) || along[i] === null ? [] : [i])
  const word = (/** @type {number} */ i) => place(lying ? axes.y : axes.x, /** @type {number} */ (along[i]))
  const real = trace.meta?.values // where the axis is bent its places are no values
  const value = (/** @type {number} */ i) => real?.[i] ?? values[i]
  return { curve, name: plain(trace.name), lying, places, along: i => Number(along[i]), word, value, drawn: i => Number(values[i]) }
}

// -- a grid ----------------------------------------------------------------------------------------

/** How many rows and columns it has. @type {(grid: Grid) => [rows: number, columns: number]} */
export const sides = ({ layers: [{ cells }] }) => [cells.length, cells[0]?.length ?? 0]

const there = (/** @type {(number | null)[][]} */ cells, /** @type {number} */ row, /** @type {number} */ column) =>
  Number.isFinite(cells[row]?.[column] ?? NaN)

/** What is seen at a cell: the layer that has a number there. @type {(grid: Grid, row: number, column: number) => Grid["layers"][0] | undefined} */
export const seen = ({ layers }, row, column) =>
  layers.find(({ trace, cells }) => there(cells, row, column) && !skipped(trace))

/** Whether it is drawn faded, or something lies over it that fades it. @type {(grid: Grid, row: number, column: number) => boolean} */
const faded = ({ layers }, row, column) =>
  layers.some(({ trace, cells }) => there(cells, row, column) && (trace.opacity ?? 1) < 1)

/** What a cell says; in brackets what is faded. @type {(grid: Grid, row: number, column: number) => string} */
export function cell(grid, row, column) {
  const layer = seen(grid, row, column)
  if (!layer) return "–"
  const { trace, cells } = layer
  if (trace.zmin === undefined && trace.name) return plain(trace.name)
  const value = Number(cells[row][column])
  const text = written(trace.meta?.log ? 10 ** value : value)
  return faded(grid, row, column) ? `(${text})` : text
}

/** Where the middle of a row or column stands on its axis, and how wide it is. @type {(trace: Trace, side: "x" | "y", index: number) => [middle: number, width: number]} */
export function middle(trace, side, index) {
  const values = flat(trace[side]), each = (side === "x" ? trace.dx : trace.dy) ?? 1
  const first = (side === "x" ? trace.x0 : trace.y0) ?? 0
  // of categories the places count, from 0
  if (!values.length || typeof values[0] === "string") return [first + each * index, each]
  return [Number(values[index]), values.length > 1 ? Number(values[1]) - Number(values[0]) : 1]
}

/** The words of a row or column. @type {(grid: Grid, side: "x" | "y", index: number) => string} */
export function head(grid, side, index) {
  const [{ trace }] = grid.layers, words = trace.meta?.[side]
  if (words) return plain(words[index])
  return place(grid[side], middle(trace, side, index)[0])
}

// -- tables ----------------------------------------------------------------------------------------

/** @template One @param {One[]} all @param {number} most */
const thinned = (all, most) => all.filter((_, i) => i % Math.ceil(all.length / most) === 0)

/**
 * Every picture of a figure as a table; `inWords` has the words.
 * @param {Figure} figure
 * @param {InWords} inWords
 * @returns {Table[]}
 */
export const tables = (figure, inWords) => pictures(figure).map(one => one.kind === "grid" ? gridTable(one, inWords) : seriesTable(one, inWords))

/** @type {(grid: Grid, inWords: InWords) => Table} */
function gridTable(grid, inWords) {
  const [high, wide] = sides(grid), bar = grid.layers.find(one => one.trace.colorbar?.title)?.trace.colorbar?.title
  const all = Array.from({ length: high }, (_, i) => i), columns = thinned(Array.from({ length: wide }, (_, j) => j), WIDEST)
  const shown = thinned(all, MOST), less = shown.length < high || columns.length < wide
  const some = grid.layers.some(one => (one.trace.opacity ?? 1) < 1)
  return {
    caption: [plain(grid.layers[0].trace.name), plain(bar?.text), some ? inWords("in brackets: what is drawn faded") : "",
      less ? inWords("not every row and column is shown") : ""].filter(Boolean).join("; "),
    heads: [[grid.up, grid.across].filter(Boolean).join(" \\ ") || inWords("row"), ...columns.map(j => head(grid, "x", j))],
    rows: shown.map(i => [head(grid, "y", i), ...columns.map(j => cell(grid, i, j))]),
  }
}

/** @type {(picture: Extract<Picture, { kind: "series" }>, inWords: InWords) => Table} */
function seriesTable({ all, across, up }, inWords) {
  const lying = all.every(one => one.lying), [along, value] = lying ? [up, across] : [across, up]
  /** @type {Map<number, Map<Series, number>>} */
  const lines = new Map()
  const alone = all.length === 1 && new Set(all[0].places.map(all[0].along)).size < all[0].places.length
  for (const one of all) {
    // points that share no places, as in a plane, stand each on a line of its own
    for (const i of one.places) {
      const key = alone ? lines.size : keyed(one, i)
      lines.set(key, (lines.get(key) ?? new Map()).set(one, i))
    }
  }
  const sorted = alone ? [...lines] : [...lines].sort(([a], [b]) => a - b), shown = thinned(sorted, MOST)
  return {
    caption: [value, shown.length < sorted.length ? inWords("not every row is shown") : ""].filter(Boolean).join("; "),
    heads: [along || inWords("place"), ...all.map((one, n) => one.name || (all.length > 1 ? inWords("series {number}", { number: n + 1 }) : value || inWords("value")))],
    rows: shown.map(([, line]) => {
      const [[first, at]] = line
      return [first.word(at), ...all.map(one => line.has(one) ? written(one.value(Number(line.get(one)))) : "–")]
    }),
  }
}

/** Marks beside a word of the axis stand at that word. @type {(one: Series, i: number) => number} */
function keyed(one, i) {
  const at = one.along(i)
  return one.word(i) === written(at) ? at : Math.round(at)
}

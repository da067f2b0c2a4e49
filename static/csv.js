// @ts-check
// The numbers of a picture as CSV (RFC 4180): columns named with their units, every digit of every number.

import { valuesOf } from "./exact_numbers.js"
import { head, middle, pictures, plain, seen, sides } from "./figure_numbers.js"

/** @import { ExactNumbers, ExactTrace, Figure, Grid, Picture, Series, Sheet, Trace } from "./types.d.ts" */
/** @typedef {(string | number | null | undefined)[]} Row */

// what a spreadsheet would take for a formula: also with the wide signs of Chinese and Japanese keyboards
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/
const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** A cell as CSV has it. @param {Row[number]} value */
export function cellOf(value) {
  if (value === null || value === undefined || (typeof value === "number" && !Number.isFinite(value))) return ""
  if (typeof value === "number") return String(value)
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replace(/"/g, '""')}"` : text
}

/** Rows as text, the first with the names. @param {Row[]} rows */
export function csv(rows) {
  const cell = remembering()
  return rows.map(row => row.map(cell).join(",")).join("\r\n") + "\r\n"
}

/** `cellOf`, which looks at a text once: the same few stand in tens of thousands of cells. */
function remembering() {
  /** @type {Map<string, string>} */
  const known = new Map()
  return (/** @type {Row[number]} */ value) => {
    if (typeof value !== "string") return cellOf(value)
    let made = known.get(value)
    if (made === undefined) known.set(value, made = cellOf(value))
    return made
  }
}

/** A sheet as text: by columns, for it may have tens of thousands of lines. @param {Sheet} sheet */
function sheetCsv({ heads, columns }) {
  const cell = remembering(), [first, ...rest] = columns.map(column => valuesOf(column).map(cell))
  const lines = (first ?? []).map((text, row) => {
    let line = text
    for (const column of rest) line += "," + column[row]
    return line
  })
  return [heads.map(cell).join(","), ...lines, ""].join("\r\n")
}

/**
 * All numbers of a figure, with the `exact` ones of what is drawn rounded.
 * @type {(figure: Figure, exact?: ExactNumbers) => string}
 */
export function figureCsv(figure, exact) {
  if (exact?.sheets.length) return sheetsCsv(exact)
  const data = figure.data.map((trace, place) => whole(trace, exact?.traces[place]))
  return drawnCsv({ ...figure, data })
}

/** Sheets, one below the other. @type {(exact: ExactNumbers) => string} */
export const sheetsCsv = ({ sheets }) => sheets.map(sheetCsv).join("\r\n")

/** A trace of what its values are, not of where they are drawn. @type {(trace: Trace, exact: ExactTrace | undefined) => Trace} */
function whole(trace, exact) {
  if (!exact) return trace
  const { meta, ...values } = exact
  /** @type {Trace} */
  const made = { ...trace, ...values, meta: { ...trace.meta, ...meta } }
  if (exact.z) delete made.meta?.log
  if (exact.y) delete made.meta?.values
  return made
}

/** @param {Figure} figure */
function drawnCsv(figure) {
  const all = pictures(figure)
  if (all.length === 1) return csv(all[0].kind === "grid" ? gridRows(all[0], figure) : seriesRows(all[0]))
  // pictures beside each other: one after the other, each with its number
  const [heads] = all.map(one => one.kind === "grid" ? gridHeads(one, figure) : ["series", one.across || "x", one.up || "y"])
  return csv([["picture", ...(heads ?? [])], ...all.flatMap((one, n) =>
    (one.kind === "grid" ? gridRows(one, figure) : longRows(one)).slice(1).map(row => [n + 1, ...row]))])
}

/** What the cells of a grid are called. @type {(grid: Grid, figure: Figure) => string[]} */
function gridHeads(grid, figure) {
  const bar = grid.layers.find(one => one.trace.colorbar?.title)?.trace.colorbar?.title
  const [up, across] = [grid.up || "row", grid.across || "column"]
  return [...headsOf(grid, "y", up), ...headsOf(grid, "x", across), plain(bar?.text) || plain(grid.layers[0].trace.name) || plain(figure.layout.title?.text) || "value"]
}

/** A place that has a word beside its number has two columns. @type {(grid: Grid, side: "x" | "y", name: string) => string[]} */
const headsOf = (grid, side, name) => isWorded(grid, side) ? [name, `label of ${name}`] : [name]

/** @type {(grid: Grid, side: "x" | "y") => boolean} */
function isWorded(grid, side) {
  const [{ trace }] = grid.layers, texts = (trace.meta?.[side] ?? grid[side]?.ticktext ?? []).map(plain)
  return !isNamed(trace, side) && texts.some(text => !/^[−\d.,% ]*$/.test(text))
}

/** Whether its places are names, and no numbers. @type {(trace: Trace, side: "x" | "y") => boolean} */
const isNamed = (trace, side) => Array.isArray(trace[side]) && typeof trace[side][0] === "string"

/** One line a cell: its row, its column, its number. @type {(grid: Grid, figure: Figure) => Row[]} */
function gridRows(grid, figure) {
  const [high, wide] = sides(grid)
  /** @type {Row[]} */
  const rows = [gridHeads(grid, figure)]
  const across = Array.from({ length: wide }, (_, j) => at(grid, "x", j)) // once: there may be tens of thousands of cells
  for (let i = 0; i < high; i++) {
    const up = at(grid, "y", i)
    for (let j = 0; j < wide; j++) rows.push([...up, ...across[j], valueAt(grid, i, j)])
  }
  return rows
}

/** A place of a grid: its number, and its word where it has one. @type {(grid: Grid, side: "x" | "y", index: number) => (string | number)[]} */
function at(grid, side, index) {
  const [{ trace }] = grid.layers, word = trace.meta?.[side]?.[index]
  if (isNamed(trace, side)) return [plain(/** @type {string | number | undefined} */ (/** @type {unknown[]} */ (trace[side])[index]))]
  const [place] = middle(trace, side, index)
  if (isWorded(grid, side)) return [place, head(grid, side, index)]
  // words that are numbers count more than where they stand
  return [word === undefined ? place : Number(plain(word).replace("−", "-").replace(/,/g, ""))]
}

/** @type {(grid: Grid, row: number, column: number) => Row[number]} */
function valueAt(grid, row, column) {
  const layer = seen(grid, row, column)
  if (!layer) return null
  const { trace, cells } = layer, value = cells[row][column]
  if (trace.zmin === undefined && trace.name) return plain(trace.name)
  return value !== null && trace.meta?.log ? 10 ** value : value
}

/** @typedef {Extract<Picture, { kind: "series" }>} Lines */

/** A line a place, a column a series. @param {Lines} picture @returns {Row[]} */
function seriesRows(picture) {
  const { all, across, up } = picture, lying = all.every(one => one.lying), [along, value] = lying ? [up, across] : [across, up]
  const places = all.map(one => one.places.map(one.along))
  // points that share no places, as in a plane, stand each on a line of its own
  if (places.some(each => new Set(each).size < each.length)) return longRows(picture)
  /** @type {Map<number, Row>} */
  const lines = new Map()
  /** @type {Map<number, string>} */
  const labels = new Map()
  const named = Boolean((lying ? picture.y : picture.x)?.ticktext?.length)
  all.forEach((one, n) => {
    for (const i of one.places) {
      const place = one.along(i), line = lines.get(place) ?? Array(all.length).fill(null)
      line[n] = one.value(i)
      lines.set(place, line)
      if (named && !labels.get(place)) labels.set(place, worded(one, i))
    }
  })
  const words = [...labels.values()].some(Boolean)
  const heads = [along || "x", ...(words ? ["label"] : []), ...all.map((one, n) => [one.name || (all.length > 1 ? `series ${n + 1}` : ""), value].filter(Boolean).join(": ") || "y")]
  return [heads, ...[...lines].sort(([a], [b]) => a - b).map(([place, line]) => [place, ...(words ? [labels.get(place)] : []), ...line])]
}

/** A line a point. @param {Lines} picture @returns {Row[]} */
function longRows({ all, across, up }) {
  return [["series", across || "x", up || "y"], ...all.flatMap((one, n) => one.places.map(i => {
    const [x, y] = one.lying ? [one.value(i), one.along(i)] : [one.along(i), one.value(i)]
    return [one.name || n + 1, x, y]
  }))]
}

/** What stands at a point's place if that is a word, and no number. @type {(one: Series, i: number) => string} */
function worded(one, i) {
  const word = one.word(i)
  return /^[−\d.,% ·⁻⁰¹²³⁴-⁹]*$/.test(word) ? "" : word
}

/** The numbers of what is drawn as HTML: its tables one below the other, each under its name; else its lists, or what its parts stand for. @param {Element} html */
export function htmlCsv(html) {
  const tables = [...html.querySelectorAll("table")], lists = [...html.querySelectorAll("dl")]
  const parts = [...html.querySelectorAll("[data-value]")].filter(part => part instanceof HTMLElement && !part.closest("table, dl"))
  return [
    ...tables.map(table => csv([...named(table.caption ? "" : table.getAttribute("aria-label")), ...tableRows(table)])),
    ...(lists.length ? [csv(listRows(lists))] : []),
    ...(parts.length ? [csv(partRows(/** @type {HTMLElement[]} */ (parts)))] : []),
  ].join("\r\n")
}

/** @type {(name: string | null) => Row[]} */
const named = name => name ? [[plain(name)]] : []

/** Whether it has any. @param {Element} html */
export const hasNumbers = html => html.querySelector("table, dl, [data-numbers], [data-value]") !== null

/** A table of HTML as rows: what a cell stands for to its last digit, where it knows that, else its text. @param {HTMLTableElement} table @returns {Row[]} */
const tableRows = table => [...named(table.caption?.textContent ?? null), ...[...table.rows].map(row =>
  [...row.cells].flatMap(cell => [saidBy(cell), ...Array(Math.max(cell.colSpan - 1, 0)).fill("")]))]

/** Lists of the same terms as rows. @param {HTMLDListElement[]} lists @returns {Row[]} */
const listRows = lists => [texts(lists[0], "dt"), ...lists.map(list => texts(list, "dd"))]

/** @type {(list: HTMLDListElement, tag: string) => Row} */
const texts = (list, tag) => [...list.querySelectorAll(tag)].map(one => one instanceof HTMLElement ? saidBy(one) : "")

/** A line a number: what the part of the picture is called that it stands in, what is written there, which of several it is. @param {HTMLElement[]} parts @returns {Row[]} */
const partRows = parts => [["part", "text", "number", "value"], ...parts.flatMap(part => {
  const { value = "" } = part.dataset, whose = part.closest(".strip, section, [role=listitem]")
  const name = plain(whose?.querySelector("small, h3, b, span")?.textContent ?? ""), text = plain((part.textContent || part.getAttribute("alt")) ?? "")
  return value.replace(/[[\]]/g, "").split(", ").map((one, n) => [name, text, n + 1, Number.isFinite(Number(one)) ? Number(one) : null])
})]

/** What an element stands for. @param {HTMLElement} node @returns {Row[number]} */
function saidBy(node) {
  const { value = "" } = node.dataset, exact = Number(value)
  if (value && Number.isFinite(exact)) return exact
  return value.startsWith("[") ? value : plain(node.innerText ?? node.textContent ?? "").replace(/^−/, "-")
}

// @ts-check
// Letters of a figure that can be read, and names of curves that leave a phone's picture its width.

import { lengthen, scaleOf, wrapped } from "./figure_layout.js"

/** @import { Figure } from "./types.d.ts" */

const ABOVE = 28 // pixels that names above a strip take

/**
 * No letters of a figure are smaller than can be read: from the back row, on a phone, on a page.
 * @param {Figure} figure
 * @param {number} least in pixels
 */
export function legible({ data, layout }, least) {
  for (const part of [layout, ...data]) raise(part, least)
}

/** @type {(part: object, least: number, name?: string) => void} */
function raise(part, least, name = "") {
  const fields = /** @type {Record<string, unknown>} */ (part)
  for (const [key, value] of Object.entries(fields)) {
    if (key === "annotations" && Array.isArray(value)) value.forEach(one => raise(one, least))
    else if (key === "size" && name.endsWith("font")) {
      if (Array.isArray(value)) fields[key] = value.map(size => Math.max(size, least))
      else if (typeof value === "number") fields[key] = Math.max(value, least)
    } else if (key === "text" && typeof value === "string") {
      fields[key] = value.replace(/font-size: ?(\d+)px/g, (_, size) => `font-size:${Math.max(size, least)}px`)
    } else if (value && typeof value === "object" && !Array.isArray(value)) raise(value, least, key)
  }
}

/**
 * The names of curves stand under the picture, each in lines that fit, so that the picture keeps all of the
 * width and its height.
 * @type {(figure: Figure, width: number, by: number) => void}
 */
export function listBelow({ data, layout }, width, by) {
  const named = data.filter(trace => trace.name !== undefined && trace.showlegend !== false)
  if (!layout.legend || layout.showlegend === false || !named.length) return
  const each = 8 * by, sign = 56 * by
  const lines = named.map(trace => wrapped(trace.name, width - sign, each))
  named.forEach((trace, i) => (trace.name = lines[i].join("<br>")))
  const widest = Math.max(...lines.flat().map(line => letters(line) * each)) + sign
  const rows = Math.ceil(named.length / Math.max(Math.floor(width / widest), 1))
  const tallest = Math.max(...lines.map(one => one.length))
  const below = { x: 0, xanchor: "left", xref: "container", y: 0, yanchor: "bottom", yref: "container" }
  if (layout.meta?.strip && (layout.legend.y ?? 0) >= 1) lengthen(layout, "t", -ABOVE * by) // where they stood
  layout.legend = { ...layout.legend, orientation: "h", tracegroupgap: 0, ...below }
  if (layout.meta) layout.meta.tight = false // they stand where the table would begin
  // as high as Plotly makes it, which takes from the picture what is not there
  const high = (rows * (20 * tallest + 2) + 18) * by
  lengthen(layout, "b", high)
  for (const colorbar of data.map(scaleOf)) if (colorbar?.yref === "container") colorbar.y = high / layout.height
}

/**
 * Whether the names of curves, beside each other above a picture, have no room: Plotly would pile them up
 * over what stands at its right.
 * @type {(figure: Figure, width: number, by: number) => boolean}
 */
export function isPiled({ data, layout }, width, by) {
  const named = data.filter(trace => trace.name !== undefined && trace.showlegend !== false)
  if (layout.legend?.orientation !== "h" || (layout.legend.y ?? 0) < 1 || named.length < 3) return false
  const widest = Math.max(...named.map(trace => letters(trace.name ?? ""))) * 8 * by + 56 * by
  return named.length * widest > width - layout.margin.l - layout.margin.r
}

/** How many letters wide a line is; a Chinese one counts about twice. @param {string} line */
const letters = line => [...line.replace(/<[^>]*>/g, "")].reduce((sum, c) => sum + (c > "\u2e80" ? 1.9 : 1), 0)

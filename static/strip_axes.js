// @ts-check
// Where things stand in a figure of strips, in pixels: its axes, their ticks, and the names of its curves.

import { whole } from "./numbers.js"

/** @import { Axis, DrawnAxis, Figure, Layout, Trace } from "./types.d.ts" */

/** @typedef {DrawnAxis & { axis: Axis, p2d(pixel: number): number }} Side an axis, and back from pixels to values */

const NICE = [2, 5, 10]
const ROW = 21, BEFORE = 5, SIGN = 30, GAP = 5, AFTER = 8 // pixels of the names of curves

/** The axes of a figure that is so many pixels wide, by their names. @type {(layout: Layout, width: number) => Record<string, Side>} */
export function axes(layout, width) {
  const { l, r, t, b } = layout.margin, high = layout.height - t - b
  /** @type {Record<string, Side>} */
  const found = {}
  for (const [name, axis] of Object.entries(layout)) {
    if (!/^[xy]axis\d*$/.test(name)) continue
    const [from, to] = axis.domain ?? [0, 1], [first, last] = axis.range ?? [0, 1]
    const across = name[0] === "x", length = (to - from) * (across ? width - l - r : high)
    const [start, each] = across ? [0, length / (last - first)] : [length, -length / (last - first)]
    found[name] = {
      axis,
      _offset: across ? l + from * length : t + (1 - to) * high,
      _length: length,
      d2p: value => start + (value - first) * each,
      p2d: pixel => first + (pixel - start) / each,
    }
  }
  return found
}

/** That which a trace or a shape names as x, y or y2. @type {(all: Record<string, Side>, name: string) => Side} */
export const named = (all, name) => all[`${name[0]}axis${name.slice(1)}`]

/** Its ticks: those that are given, or about as many round numbers as are asked for. @param {Axis} axis @returns {[value: number, text: string][]} */
export function ticks({ tickvals, ticktext, range = [0, 1], nticks = 5 }) {
  if (tickvals) return tickvals.map((value, i) => [value, ticktext?.[i] ?? whole(value)])
  const [low, high] = [Math.min(...range), Math.max(...range)], wanted = (high - low) / nticks
  if (!(wanted > 0)) return []
  const power = 10 ** Math.floor(Math.log10(wanted)), each = power * (NICE.find(one => one * power >= wanted) ?? 10)
  const digits = Math.max(-Math.floor(Math.log10(each) + 1e-9), 0), first = Math.ceil(low / each - 1e-9)
  return Array.from({ length: Math.floor(high / each + 1e-9) - first + 1 }, (_, i) => {
    const value = (first + i) * each
    return [value, String(Number(value.toFixed(digits))).replace("-", "−")]
  })
}

/** The traces whose names are listed. @param {Figure} figure */
export const listed = ({ data, layout }) =>
  layout.legend && layout.showlegend !== false ? data.filter(trace => trace.name !== undefined && trace.showlegend !== false) : []

/**
 * Where the names of curves stand: in one row over the picture if they fit, else in columns; under the picture
 * where the layout says so. `x` is where a name's sign begins, and `y` its middle.
 * @type {(figure: Figure, width: number, measure: (text: string) => number) => { trace: Trace, x: number, y: number, sign: number }[]}
 */
export function places(figure, width, measure) {
  const { layout } = figure, all = listed(figure), below = layout.legend?.yref === "container"
  const row = ROW * (layout.font?.size ?? 14) / 14 * Math.max(...all.map(one => (one.name ?? "").split("<br>").length), 1)
  const first = below ? 0 : layout.margin.l, room = width - first - (below ? 0 : layout.margin.r)
  const wide = all.map(one => BEFORE + SIGN + GAP + measure(one.name ?? "") + AFTER), most = Math.max(...wide, 1)
  const oneRow = wide.reduce((sum, one) => sum + one, 0) <= room
  const columns = oneRow ? all.length : Math.max(Math.floor(room / most), 1), rows = Math.ceil(all.length / columns)
  const top = (below ? layout.height - 4 : layout.margin.t - 2) - rows * row
  return all.map((trace, i) => {
    const column = i % columns
    const before = oneRow ? wide.slice(0, i).reduce((sum, one) => sum + one, 0) : column * most
    return { trace, x: first + before + BEFORE, y: top + (Math.floor(i / columns) + 0.5) * row, sign: SIGN }
  })
}

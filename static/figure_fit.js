// @ts-check
// How a figure fits its width, whatever that is: by measuring its texts.

import { bringIn, GAP, lengthen, narrow, NARROW, wrapped, wrapTitle } from "./figure_layout.js"
import { stack } from "./figure_stack.js"

/** @import { Axis, Figure, Layout, Measure, Note, Trace } from "./types.d.ts" */

const MOST_BESIDE = 0.42 // of the width: what stands at the right ends of curves
const TITLE = 17, TYPE = 14 // pixels of the letters of a title, and of others; axes are named in letters 1.2 times as large

/**
 * Titles, names and notes take as many lines as they need at a width, and what stands at the right ends of
 * curves has room there, or goes onto the picture; a phone's figure is arranged anew.
 * @param {Figure} figure
 * @param {number} width
 * @param {number} by how much the type is larger than usual
 * @param {string} ground the page's colour
 * @param {Measure} measure how wide a text is in a size of type, in pixels
 */
export function fit(figure, width, by, ground, measure) {
  const { layout } = figure, inner = () => width - layout.margin.l - layout.margin.r
  stack(figure, width, by)
  if (width < NARROW) narrow(figure, width, by, ground)
  else if (!layout.meta?.halves) {
    const needed = roomAtTheRight(figure, measure)
    if (Math.max(needed, layout.margin.r) > MOST_BESIDE * width) bringIn(figure, ground)
    else layout.margin.r = Math.max(needed, layout.margin.r)
  }
  wrapTitle(layout, width, by, line => measure(line, layout.title?.font?.size ?? TITLE * by))
  const size = layout.font?.size ?? TYPE * by
  for (const [key, axis] of axes(layout)) {
    const [low, high] = axis.domain ?? [0, 1]
    const room = Math.max(inner() * (high - low) + GAP, 2 * Math.min(layout.margin.l, layout.margin.r) + inner() * (high - low) - 8)
    const had = broken(axis.title?.text ?? "")
    const lines = had.flatMap(part => wrapped(part, room, line => measure(line, axis.title?.font?.size ?? 1.2 * size)))
    if (!axis.title || lines.length === had.length) continue
    axis.title.text = lines.join("<br>")
    if (key === "xaxis") lengthen(layout, "b", 19 * by * (lines.length - had.length))
  }
  for (const [key, axis] of axes(layout, /^yaxis\d*$/)) {
    const [low, high] = axis.domain ?? [0, 1], { t, b } = layout.margin
    const room = (layout.height - t - b) * (high - low) + 2 * Math.min(t, b) - 8
    const lines = wrapped(axis.title?.text, room, line => measure(line, axis.title?.font?.size ?? 1.2 * size))
    if (!axis.title || lines.length < 2 || axis.title.text?.includes("<br>")) continue
    axis.title.text = lines.join("<br>")
    if (key === "yaxis") layout.margin.l += 18 * by * (lines.length - 1)
  }
  wrapNotes(layout, width, by, (note, line) => measure(line, note.font?.size ?? size))
  figure.data.forEach(trace => clearCells(trace, layout, inner(), measure))
}

/**
 * The numbers in the cells of a map go where they have no room beside or above each other.
 * @type {(trace: Trace, layout: Layout, inner: number, measure: Measure) => void}
 */
export function clearCells(trace, layout, inner, measure) {
  if (!trace.meta?.fits || !trace.texttemplate || !Array.isArray(trace.z)) return
  const fields = /** @type {Record<string, Axis | undefined>} */ (/** @type {unknown} */ (layout))
  const part = (/** @type {string} */ letter, /** @type {string | undefined} */ name) => {
    const [low, high] = fields[`${letter}axis${(name ?? letter).slice(1)}`]?.domain ?? [0, 1]
    return high - low
  }
  const size = trace.textfont?.size ?? TYPE, rows = /** @type {string[][]} */ (/** @type {unknown} */ (trace.text ?? []))
  const wide = inner * part("x", trace.xaxis) / Math.max(trace.z[0]?.length ?? 1, 1)
  const tall = (layout.height - layout.margin.t - layout.margin.b) * part("y", trace.yaxis) / Math.max(trace.z.length, 1)
  const widest = Math.max(0, ...rows.flat().map(text => measure(text, size)))
  if (widest + 4 > wide || size + 2 > tall) delete trace.texttemplate
}

/** Its axes, usually the horizontal ones. @type {(layout: Layout, named?: RegExp) => [string, Axis][]} */
const axes = (layout, named = /^xaxis\d*$/) => Object.entries(layout).filter(([key]) => named.test(key))

/** The lines of a text that was broken already. @param {string} text */
const broken = text => text.split(/<br ?\/?>/)

/** @type {(figure: Figure, measure: Measure) => number} */
function roomAtTheRight({ layout }, measure) {
  const beside = (layout.annotations ?? []).filter(note => note.xref !== "paper" && note.xanchor === "left" && (note.xshift ?? 0) > 0)
  const [low, high] = layout.xaxis?.range?.map(Number) ?? [NaN, NaN]
  // where the axis says how far it goes, a note far from its end is none beside the picture
  const last = Math.max(...beside.map(note => note.x), ...(high > low ? [low + 0.9 * (high - low)] : []))
  const widths = beside.filter(note => note.x >= 0.98 * last).map(note =>
    Math.max(...broken(note.text).map(line => measure(line, note.font?.size ?? layout.font?.size ?? TYPE))) + (note.xshift ?? 0) + 6)
  return Math.max(0, ...widths)
}

/** Notes that stand at places of the whole picture end where the next begins, or the picture. @type {(layout: Layout, width: number, by: number, measure: (note: Note, line: string) => number) => void} */
function wrapNotes(layout, width, by, measure) {
  const { l, r } = layout.margin, inner = width - l - r
  const notes = (layout.annotations ?? []).filter(note => note.xref === "paper" && !note.text.includes("<br>") && !note.textangle)
  const most = notes.map(note => {
    const at = l + note.x * inner, next = notes.filter(other => other.y === note.y && other.x > note.x).map(other => l + other.x * inner)
    const room = note.xanchor === "right" ? at - 4 : note.xanchor === "left" ? Math.min(width, ...next) - at - 8 : 2 * Math.min(at, width - at) - 8
    const lines = wrapped(note.text, room, line => measure(note, line))
    if (lines.length > 1) Object.assign(note, { text: lines.join("<br>"), align: note.align ?? note.xanchor ?? "center" })
    return note.yref === "paper" && note.y > 0.9 && note.yanchor === "bottom" ? lines.length : 1
  })
  const lines = Math.max(1, ...most)
  if (lines > 1) lengthen(layout, "t", 18 * by * (lines - 1))
}

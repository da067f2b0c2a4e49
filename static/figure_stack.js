// @ts-check
// Small pictures beside each other stand under each other where they have too little room.

/** @import { Axis, Figure } from "./types.d.ts" */

const LEAST = 220 // pixels that one of them needs beside the others
const BETWEEN = 62 // pixels from one down to the next: its steps below, the next one's name above

/**
 * Of `meta.beside` pictures, each with axes of its own over the same x, every one gets the whole width.
 * @type {(figure: Figure, width: number, by: number) => void}
 */
export function stack({ layout }, width, by) {
  const count = layout.meta?.beside ?? 1
  if (count < 2 || width >= count * LEAST * by) return
  const { t, b } = layout.margin, high = layout.height - t - b, step = high + BETWEEN * by
  const all = (count - 1) * step + high
  layout.height = all + t + b
  const ends = Array.from({ length: count }, (_, n) => /** @type {[number, number]} */ ([
    Math.max(1 - (n * step + high) / all, 0), 1 - n * step / all]))
  const fields = /** @type {Record<string, Axis | undefined>} */ (/** @type {unknown} */ (layout))
  const lefts = ends.map((_, n) => fields[axis("x", n)]?.domain?.[0] ?? 0)
  const right = (fields[axis("x", 0)]?.domain?.[1] ?? 1) * count
  ends.forEach((domain, n) => {
    const across = fields[axis("x", n)], up = fields[axis("y", n)]
    if (across) across.domain = [0, Math.min(right, 1)]
    if (across?.title && n < count - 1) across.title = { ...across.title, text: "" }
    if (up) Object.assign(up, { domain, showticklabels: true }) // there is no axis beside it any more
  })
  for (const note of layout.annotations ?? []) {
    const n = note.yref === "paper" ? lefts.indexOf(note.x) : Number(note.yref?.slice(1) || 1) - 1
    if (n < 0 || n >= count) continue
    // below 1: a phone breaks the names above pictures, which share its width
    if (note.yref === "paper") Object.assign(note, { x: 0, y: Math.min(ends[n][1], 1 - 1e-6) })
    else if (!/^x\d*$/.test(note.xref ?? "")) note.x = Math.min(right, 1) // at the ends of curves; others stand in the data
  }
}

/** @param {string} letter @param {number} n from 0 */
const axis = (letter, n) => `${letter}axis${n ? n + 1 : ""}`

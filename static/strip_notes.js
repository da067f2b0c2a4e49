// @ts-check
// Notes on a canvas, where Plotly would place them.

import { BETWEEN, MIDDLE, pieces, widest, write } from "./strip_text.js"

/** @import { Layout, Note, Written } from "./types.d.ts" */
/** @import { Side } from "./strip_axes.js" */

const PAD = 1, BORDER = 1 // pixels around a note's letters
const DOWN = 4, UP = 1.07 // pixels below the letters of a note's last line; sizes of its type above those of its first

/** @type {(ctx: CanvasRenderingContext2D, layout: Layout, all: Record<string, Side>, width: number, look: Written) => void} */
export function notes(ctx, layout, all, width, look) {
  for (const note of layout.annotations ?? []) {
    const own = { ...look, size: note.font?.size ?? look.size, colour: note.font?.color ?? look.colour }
    const [x, y] = place(note, layout, all, width), wide = widest(ctx, note.text, own), pad = (note.borderpad ?? PAD) + BORDER
    const { left, first } = box(note, x, y, wide, pieces(note.text).length - 1, own.size, pad), side = aligned(note)
    ctx.globalAlpha = note.opacity ?? 1
    if (note.bgcolor) {
      ctx.fillStyle = note.bgcolor
      const high = (UP + BETWEEN * (pieces(note.text).length - 1)) * own.size + DOWN
      ctx.fillRect(left - pad, first - UP * own.size - pad, wide + 2 * pad, high + 2 * pad)
    }
    write(ctx, note.text, left + { left: 0, middle: 0.5, right: 1 }[side] * wide, first, own, side)
    ctx.globalAlpha = 1
  }
}

/** Where it is anchored, in pixels. @type {(note: Note, layout: Layout, all: Record<string, Side>, width: number) => [number, number]} */
function place({ x, y, xref, yref, xshift = 0, yshift = 0 }, { margin: { l, r, t, b }, height }, { xaxis, yaxis }, width) {
  const across = xref === "paper" ? l + x * (width - l - r) : xaxis._offset + xaxis.d2p(x)
  const down = yref === "paper" ? t + (1 - y) * (height - t - b) : yaxis._offset + yaxis.d2p(y)
  return [across + xshift, down - yshift]
}

/**
 * From where its letters go to the right, and where those of its first line stand; `more` lines follow.
 * @type {(note: Note, x: number, y: number, wide: number, more: number, size: number, pad: number) => { left: number, first: number }}
 */
export function box({ xanchor, yanchor }, x, y, wide, more, size, pad) {
  const left = xanchor === "left" ? x + pad : xanchor === "right" ? x - pad - wide : x - wide / 2, lines = more * BETWEEN * size
  const first = yanchor === "bottom" ? y - pad - DOWN - lines : yanchor === "top" ? y + pad + UP * size : y + MIDDLE * size - lines / 2
  return { left, first }
}

/** @type {(note: Note) => "left" | "middle" | "right"} */
const aligned = ({ align, text }) => align === "left" || align === "right" ? align : text.includes("<br>") ? "middle" : "left"

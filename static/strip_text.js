// @ts-check
// Texts with the few marks that figures use, written on a canvas: bold, raised and lowered letters, and lines.

/** @import { Written } from "./types.d.ts" */

/** @typedef {{ text: string, bold: boolean, level: number }} Piece of a line: raised at level 1, lowered at -1 */

const PART = /<(\/?)(b|sup|sub|br)\s*\/?>|&(lt|gt|amp|quot|#39|#x27);|<[^>]*>|[^<&]+|[<&]/g
/** @type {Record<string, string>} */
const SIGNS = { lt: "<", gt: ">", amp: "&", quot: "\"", "#39": "'", "#x27": "'" }
const SMALL = 0.7, UP = 0.42, DOWN = 0.2 // of the size of the type: raised and lowered letters
export const BETWEEN = 1.3 // sizes of the type from line to line
export const MIDDLE = 0.35 // of them: half of what a capital is high

/** The lines of a text, each in pieces that look alike. @param {string} text @returns {Piece[][]} */
export function pieces(text) {
  const found = /** @type {Piece[][]} */ ([[]])
  let bold = false, level = 0
  for (const [part, closes, tag, sign] of text.matchAll(PART)) {
    if (tag === "br") found.push([])
    else if (tag === "b") bold = !closes
    else if (tag) level = closes ? 0 : tag === "sup" ? 1 : -1
    else if (part.startsWith("<") && part.endsWith(">")) continue
    else found[found.length - 1].push({ text: sign ? SIGNS[sign] : part, bold, level })
  }
  return found
}

/** A text without its marks, in one line. @param {string} text */
export const unmarked = text => pieces(text).map(line => line.map(piece => piece.text).join("")).join(" ")

/** @type {(piece: Piece, size: number, family: string) => string} */
const type = ({ bold, level }, size, family) => `${bold ? "bold " : ""}${level ? SMALL * size : size}px ${family}`

/** How wide the widest line of a text is, in pixels. @type {(ctx: CanvasRenderingContext2D, text: string, look: Written) => number} */
export const widest = (ctx, text, look) => Math.max(...pieces(text).map(line => long(ctx, line, look)))

/** @type {(ctx: CanvasRenderingContext2D, line: Piece[], look: Written) => number} */
function long(ctx, line, { size, family }) {
  return line.reduce((sum, piece) => {
    ctx.font = type(piece, size, family)
    return sum + ctx.measureText(piece.text).width
  }, 0)
}

/**
 * Write a text; `y` is where the letters of its first line stand, and `side` what of each line is at `x`.
 * @type {(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, look: Written, side?: "left" | "middle" | "right") => void}
 */
export function write(ctx, text, x, y, look, side = "left") {
  const { size, family, colour } = look
  ctx.fillStyle = colour
  ctx.textBaseline = "alphabetic"
  pieces(text).forEach((line, n) => {
    const alone = line.length === 1 && !line[0].level
    ctx.textAlign = alone && side !== "left" ? (side === "right" ? "right" : "center") : "left"
    let at = alone ? x : x - long(ctx, line, look) * { left: 0, middle: 0.5, right: 1 }[side]
    for (const piece of line) {
      ctx.font = type(piece, size, family)
      ctx.fillText(piece.text, at, y + n * BETWEEN * size - (piece.level > 0 ? UP : piece.level < 0 ? -DOWN : 0) * size)
      if (!alone) at += ctx.measureText(piece.text).width
    }
  })
}

// @ts-check
// The chain of what arrives at every step, as SVG, and what is said of each in words.

import { clamp, esc } from "./shared.js"
import { colour, word } from "./svg.js"
import { breadth, speaker } from "./words.js"

/** @import { ArrivalsData } from "./types.d.ts" */

export const HEIGHT = 100 // pixels, as all
const TOP = 30, TALL = 36, TOKEN = 84
const RIBBON = 16 // columns less wide than this have no room for boxes: one band, as wide as the gradient is large
const NUMBERED = 12 // and those have none for letters

/** The chain for one data, with columns as wide as they are now. */
export class Chain {
  /**
   * @param {ArrivalsData} data
   * @param {number} wide a column
   */
  constructor(data, wide) {
    this.data = data
    this.wide = wide
    this.inWords = speaker(data.words)
    this.ribbon = wide < RIBBON
    this.box = this.ribbon ? wide : Math.min(wide * 0.56, 66)
  }

  /** @param {number} k */
  middle(k) {
    return this.data.left + (k + 0.5) * this.wide
  }

  picture() {
    const { data, wide } = this, { pieces, step, left } = data, parts = []
    for (let k = 0; k < pieces.length && !this.ribbon; k++) parts.push(this.#between(k))
    for (let k = 0; k < pieces.length; k++) parts.push(this.#state(k))
    const start = this.#start()
    parts.push(this.#cut(start.low), start.drawn)
    if (wide < NUMBERED) {
      const numbered = (/** @type {number} */ n) => this.inWords("step {step}", { step: n })
      parts.push(`<text class="axis" x="${left}" y="${TOKEN}" text-anchor="start">${numbered(1)}</text>`)
      parts.push(`<text class="axis" x="${left + wide * pieces.length}" y="${TOKEN}" text-anchor="end">${numbered(pieces.length)}</text>`)
    }
    const x = this.middle(step), y = TOP + TALL / 2
    parts.push(`<path class="into" d="M${x},19 L${x},${TOP - 3} M${x - 4},${TOP - 8} L${x},${TOP - 2} L${x + 4},${TOP - 8}"/>`)
    parts.push(`<text class="axis" x="${left - 4}" y="${y - 10}" text-anchor="end">${data.axis}</text>`)
    parts.push(`<text class="axis" x="${left - 4}" y="${y + 11}" text-anchor="end">${data.letter}<tspan class="sub" dy="4">k</tspan></text>`)
    if (data.shades) {
      parts.push(`<text class="axis" x="${left - 14}" y="${TOKEN}" text-anchor="end">${data.axis} x<tspan class="sub" dy="4">k</tspan></text>`)
    }
    return parts.join("")
  }

  /** The step that something comes from to k, if something does. @param {number} k */
  source(k) {
    const { pieces, kinds, step, backwards } = this.data
    // with a right-to-left direction what arrives comes from the step before
    const from = backwards ? k - 1 : k + 1
    if (from < 0 || from >= pieces.length) return undefined
    const something = kinds[from] === "some" || kinds[from] === "cut" || (from === step && kinds[from] === "zero")
    return something ? from : undefined
  }

  /** What leads from a step's neighbour to it. @param {number} k */
  #between(k) {
    const { data, box } = this, { kinds, places } = data, from = this.source(k)
    if (from === undefined) return ""
    const way = Math.sign(k - from), start = this.middle(from) + way * box / 2, end = this.middle(k) - way * box / 2
    const y = TOP + TALL / 2
    if (kinds[k] === "some" && kinds[from] !== "cut") {
      return arrow(start, end, y, places[from] ?? places[k] ?? 0, places[k] ?? 0, Math.abs(k - data.step), data.colours)
    }
    return kinds[k] === "cut" ? `<line class="ghost" x1="${start}" y1="${y}" x2="${end}" y2="${y}"/>` : ""
  }

  /** @param {number} k */
  #state(k) {
    const { data, wide, box, ribbon } = this, kind = data.kinds[k], x = this.middle(k), parts = []
    const there = kind === "some" || kind === "lost", place = data.places[k] ?? 0
    const [ground, ink] = kind === "some" ? colour(place, data.colours)
      : kind === "lost" ? [data.overflow, "#000"] : kind === "zero" ? [data.nothing, ""] : ["none", ""]
    const tall = !ribbon ? TALL : kind === "some" ? thick(place) : kind === "lost" ? TALL : 2
    const look = ribbon ? "band" : `state ${kind}${k === data.step ? " origin" : ""}`
    if (!ribbon || there) {
      const room = ribbon ? 0.4 : 0 // or the ground would show between two steps
      parts.push(`<rect class="${look}" x="${x - box / 2}" y="${TOP + (TALL - tall) / 2}" width="${box + room}" height="${tall}" rx="${ribbon ? 0 : 5}" fill="${ground}"/>`)
    }
    const label = this.#label(k)
    if (label && box >= 7 * breadth(label) + 2) {
      parts.push(`<text class="value ${kind}" x="${x}" y="${TOP + TALL / 2}"${ink ? ` style="fill:${ink}"` : ""}>${esc(label)}</text>`)
    }
    const shade = data.shades?.[k]
    if (shade) parts.push(`<rect x="${x - wide / 2 + 1}" y="${TOKEN - 12}" width="${Math.max(wide - 2, wide / 2, 1)}" height="24" rx="3" fill="${shade[0]}"/>`)
    if (wide >= NUMBERED) {
      parts.push(word(data.pieces[k], { x, y: TOKEN, width: Math.max(wide, 13) - 2, most: 18, kind: "token", ink: shade?.[1] }))
    }
    return `<g${there ? ` data-far="${Math.abs(k - data.step)}"` : ""}>${parts.join("")}</g>`
  }

  /** @param {number} k */
  #label(k) {
    const kind = this.data.kinds[k]
    if (kind === "lost") return this.box > 56 ? this.inWords("overflow") : "✕"
    return kind === "cut" ? this.inWords("cut") : this.data.labels[k]
  }

  /** The words above the step where all begins, kept inside the picture, and their left end. */
  #start() {
    const { start, step, left, slots } = this.data, right = left + this.wide * slots
    const half = 4.2 * breadth(start)
    const at = clamp(this.middle(step), left + half, Math.max(right - half, left + half))
    return { low: at - half, drawn: `<text class="start" x="${at}" y="11">${esc(start)}</text>` }
  }

  /** Where the gradient is cut off, and what does it. @param {number} room where the words have to end */
  #cut(room) {
    const { first, left, cut } = this.data
    if (first === null || first <= 0) return ""
    const x = left + first * this.wide
    const line = `<line class="cut" x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${TOP + TALL + 8}"/>`
    // beside what the arrow says, and left out where there is no room: the title says it, too
    const said = this.inWords("{cut} stops here", { cut }), end = Math.min(x - 6, room - 12)
    if (end - 7.5 * breadth(said) <= 0) return line
    return line + `<text class="cutword" x="${end}" y="${TOP - 19}" text-anchor="end">${esc(said)}</text>`
  }

  /** The step at x, null beside the chain. @param {number} x */
  stepAt(x) {
    const k = Math.floor((x - this.data.left) / this.wide)
    return k >= 0 && k < this.data.pieces.length ? k : null
  }

  /** What arrives at a step, in words. @param {number} k */
  tells(k) {
    const { data, inWords } = this, kind = data.kinds[k]
    const text = kind === "some" ? !data.loss ? "{where}: a push of 1 to {letter} there moves {start} by up to {norm}"
        : data.shadeLabels ? "{where}: the gradient by {letter} has the norm {norm}, and by what is read there {read}"
          : "{where}: the gradient by {letter} has the norm {norm}"
      : kind === "cut" ? data.loss ? "{where}: {cut} stops the gradient before it arrives; it would be {norm}"
        : "{where}: {cut} stops its effect before it arrives; it would be {norm}"
        : kind === "lost" ? "{where}: overflowed" : "{where}: nothing arrives"
    return inWords(text, {
      where: inWords("step {step}, “{piece}”", { step: k + 1, piece: data.pieces[k] }), letter: data.letter,
      start: data.start, norm: data.labels[k], read: data.shadeLabels?.[k], cut: data.cut,
    })
  }
}

/** How thick an arrow is at a place of the scale. @param {number} place */
export const thick = place => 2 + place * (TALL * 0.62)

/**
 * An arrow from x to x, as thick at both ends as what is there.
 * @type {(start: number, end: number, y: number, before: number, after: number, far: number, colours: string[]) => string}
 */
function arrow(start, end, y, before, after, far, colours) {
  const way = Math.sign(end - start) || 1, long = Math.abs(end - start)
  const head = Math.min(10, long * 0.5), a = thick(before) / 2, b = thick(after) / 2
  const neck = end - way * head, wing = long > 6 ? Math.max(b + 3, 5) : b
  const [ground] = colour(after, colours)
  return `<path class="arrow" data-far="${far}" fill="${ground}" d="M${start},${y - a} L${neck},${y - b} L${neck},${y - wing} L${end},${y} L${neck},${y + wing} L${neck},${y + b} L${start},${y + a} z"/>`
}

/**
 * The row after a step, or before it (by < 0); undefined where there is none.
 * @type {(rows: number[], step: number, by: number) => number | undefined}
 */
export const beside = (rows, step, by) =>
  by > 0 ? rows.find(row => row > step) : rows.findLast(row => row < step)

/** The row nearest to a step; undefined without rows. @type {(rows: number[], step: number) => number | undefined} */
export function nearest(rows, step) {
  if (!rows.length) return undefined
  return rows.reduce((best, row) => Math.abs(row - step) < Math.abs(best - step) ? row : best)
}

// @ts-check
// Where everything of the unrolled network stands, in pixels before zooming, and its numbers as they came.

import { clamp } from "./shared.js"

/** @import { UnrolledChain, UnrolledData } from "./types.d.ts" */

export const BOX = 62
export const START = 62
export const FOLDED = 162
const END = 84, MARGIN = 10
const BELOW_SCALE = 26 // where no output stands above the uppermost row: the scale of the colours does
const SMALLEST = 12 / 13 // zoom at which the smallest type, of 13 pixels, is still read
const WIDER = 2.2, NARROWER = 0.88 // how far columns may be spread, or moved together, to fill the width
const PHONE = 560 // as wide as this there is no room for the folded network beside the unrolled one
const HEIGHTS = [0, 128, 84, 62, 54, 44, 40, 36, 34] // of a row of units, by how many rows there are
export const OVERFLOWED = -32768

/** @typedef {{ layer: number, back: number, top: number, index: number }} Row */

/** The places for one picture's data. */
export class Plan {
  /** @param {UnrolledData} data */
  constructor(data) {
    const { layers, directions, hidden } = data
    this.directions = directions
    this.layers = layers
    this.hidden = hidden
    this.units = data.units // that are drawn of a wide layer
    this.chains = data.second ? 2 : 1
    this.steps = Math.max(data.pieces.length, data.second?.pieces.length ?? 0)
    // the distance of two columns; wider where the labels carry a layer's number or arrows pass by
    this.usual = 108 + (layers > 1 ? 14 : 0) + (directions > 1 ? 22 : 0)
    this.column = this.usual
    this.wide = BOX // of a box
    this.end = directions === 2 ? END : MARGIN // room for the first state of the backward direction
    const close = this.chains > 1 // two texts have to fit on a screen
    const budget = HEIGHTS[layers * directions] * (close ? 0.36 : 1)
    this.box = clamp(hidden * 24, 24, budget)
    this.guesses = close ? 1 : Math.max(...data.predictions.map(p => p.length), 1)
    this.bars = data.readout ? 4 + 22 * this.guesses : 0
    this.output = close ? 20 : 22
    this.piece = close ? 30 : 36 // the height of what is read
    /** @type {Row[]} */
    this.rows = []
    let y = this.output + this.bars + (data.readout ? (close ? 25 : 36) : close ? 8 : BELOW_SCALE)
    for (let layer = layers - 1; layer >= 0; layer--) {
      for (let back = directions - 1; back >= 0; back--) {
        this.rows.push({ layer, back, top: y, index: layer * directions + back })
        y += this.box + (back ? 24 : layer ? 34 : 0)
      }
    }
    this.token = y + (close ? 26 : 42)
    this.chain = this.token + this.piece + (close ? 4 : 24)
    this.between = close ? 44 : 0
    // the steps are numbered below the last text
    this.height = this.chains * this.chain + (this.chains - 1) * this.between + (close ? 20 : 4)
    const letters = data.predictions.flat().map(([label]) => [...label].length)
    this.label = clamp(6 + 8 * Math.max(...letters, 1), 22, 46)
  }

  /** The left edge of a step's column. @param {number} t */
  x(t) {
    return START + t * this.column
  }

  /** @param {number} t */
  middle(t) {
    return this.x(t) + this.column / 2
  }

  /** The row of a layer and direction; the uppermost stands first. @type {(layer: number, back: number) => Row} */
  at(layer, back) {
    return this.rows[(this.layers - 1 - layer) * this.directions + this.directions - 1 - back]
  }

  /** The upper edge of a text's chain. @param {number} chain */
  top(chain) {
    return chain * (this.chain + this.between)
  }

  // -- what is in view -----------------------------------------------------------------------------

  /**
   * How much larger a sequence is drawn on a large screen, for the back row: as large as all of it fits,
   * or, where it has to scroll anyway, as the window is tall. Then the columns are moved to fill the width.
   * @param {number} width of the whole
   * @param {number} height of the window
   */
  fit(width, height) {
    const folded = width < PHONE ? 0 : FOLDED, steps = Math.max(this.steps, 1)
    const wide = (width - 12) / (folded + START + steps * this.usual * NARROWER + this.end)
    const tall = height * 0.52 / this.height
    const zoom = Math.max(Math.min(tall, wide < 1 ? 1.35 : Math.min(wide, 1.8)), SMALLEST)
    const each = ((width - 12) / zoom - folded - START - this.end) / steps / this.usual
    this.column = this.usual * (each < NARROWER - 1e-9 ? 1 : Math.min(each, WIDER))
    this.wide = Math.round(BOX * clamp(this.column / this.usual, 1, 1.6))
    return zoom
  }

  /** Whether the folded network stands beside the unrolled one. @param {number} width */
  static hasFolded(width) {
    return width >= PHONE
  }

  /**
   * The first column that has to be drawn, and the one after the last.
   * @param {number} offset of what is in view
   * @param {number} width of it
   */
  inView(offset, width) {
    const first = Math.floor((offset - START) / this.column) - 1
    const last = Math.ceil((offset + width - START) / this.column) + 1
    return { first: clamp(first, 0, this.steps), last: clamp(last, 0, this.steps) }
  }

  /** The piece of the whole that those columns are drawn in. @type {(first: number, last: number) => { left: number, span: number }} */
  cut(first, last) {
    const left = first ? this.x(first) - this.column / 2 : 0
    return { left, span: this.x(last) + this.end - left }
  }

  /**
   * How far to scroll, so that a step is in view with some of its neighbours.
   * @param {number} step
   * @param {number} offset of what is in view now
   * @param {number} width of it
   */
  scrolled(step, offset, width) {
    const left = this.x(step) - START, right = this.x(step + 1) + START
    return left < offset ? left : right > offset + width ? right - width : offset
  }

  // -- what is under the pointer -------------------------------------------------------------------

  /** The column at x, also beyond both ends. @param {number} x */
  stepAt(x) {
    return Math.floor((x - START) / this.column)
  }

  /** Which chain, and how far below its upper edge. @param {number} y */
  chainAt(y) {
    const below = y - this.top(1)
    return this.chains > 1 && below > 0 ? { chain: 1, down: below } : { chain: 0, down: y }
  }

  /**
   * The number (from 0) of what is drawn as a row's unit number so much.
   * @param {number} row
   * @param {number} unit
   */
  unitOf(row, unit) {
    return this.units?.[row][unit] ?? unit
  }

  /** The row and the unit at y. @param {number} y */
  unitAt(y) {
    const { down } = this.chainAt(y)
    const row = this.rows.find(({ top }) => down >= top && down < top + this.box)
    if (!row) return undefined
    return { row, unit: clamp(Math.floor((down - row.top) / this.box * this.hidden), 0, this.hidden - 1) }
  }
}

/** A text's way through the network, with its numbers unpacked. */
export class Chain {
  /**
   * @param {UnrolledChain} chain
   * @param {number} units in a row
   */
  constructor(chain, units) {
    this.pieces = chain.pieces
    this.answers = chain.answers
    this.unknown = chain.unknown
    this.predictions = chain.predictions
    this.scale = chain.scale
    this.steps = chain.pieces.length
    this.units = units
    this.states = unpack(chain.states)
    this.initial = unpack(chain.initial)
    this.numbers = chain.numbers ?? []
  }

  /**
   * How the units of a row are written at a step, where that is not left to the picture.
   * @param {number} row
   * @param {number} t
   */
  written(row, t) {
    const from = (row * this.steps + t) * this.units
    return this.numbers.slice(from, from + this.units)
  }

  /**
   * What the units of a row are at a step, in shares of the scale; null for what has overflowed.
   * @param {number} row
   * @param {number} t
   */
  at(row, t) {
    const from = (row * this.steps + t) * this.units
    return shares(this.states.subarray(from, from + this.units))
  }

  /** What they are before the first step. @param {number} row */
  before(row) {
    return shares(this.initial.subarray(row * this.units, (row + 1) * this.units))
  }
}

const shares = (/** @type {Int16Array} */ raw) => Array.from(raw, v => v === OVERFLOWED ? null : v / 32767)

/** Whole numbers of 16 bits. @param {string} text in base64 */
export function unpack(text) {
  return new Int16Array(Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer)
}

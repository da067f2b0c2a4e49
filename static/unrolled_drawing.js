// @ts-check
// The unrolled network, and beside it the folded one, as SVG. Only the columns in view are drawn, so
// 2,000 steps scroll like 20.

import { clamp, esc } from "./shared.js"
import { trimmed, twoDecimals as figure } from "./numbers.js"
import { colour, shortened, word } from "./svg.js"
import { BOX, Chain, Plan } from "./unrolled_layout.js"
import { isolated, speaker } from "./words.js"

/** @import { UnrolledData, Words } from "./types.d.ts" */
/** @import { Row } from "./unrolled_layout.js" */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const FOLDED_MIDDLE = 74
/** @type {Map<string, [ground: string, ink: string]>} */
const table = new Map() // 511 colours a scale, each made once

/** The colour of a value from -1 to 1. @type {(value: number, anchors: string[]) => [ground: string, ink: string]} */
function signed(value, anchors) {
  const slot = Math.round((clamp(value, -1, 1) + 1) * 255), key = anchors[0] + slot
  const known = table.get(key) ?? colour(slot / 510, anchors)
  table.set(key, known)
  return known
}

/** The picture of one data, in the reader's language. */
export class Picture {
  /**
   * @param {UnrolledData} data
   * @param {Words | undefined} words
   */
  constructor(data, words) {
    this.data = data
    this.inWords = speaker(words)
    this.plan = new Plan(data)
    this.chains = [data, ...(data.second ? [data.second] : [])].map(chain => new Chain(chain, data.hidden))
  }

  /**
   * The columns from `first` to before `last`, with `step` as the current one.
   * @param {number} first
   * @param {number} last
   * @param {number} step
   */
  columns(first, last, step) {
    const { plan } = this, parts = []
    if (plan.steps) {
      parts.push(`<rect class="now" x="${plan.x(step) + 1}" y="1" width="${plan.column - 2}" height="${plan.height - 2}" rx="8"/>`)
    }
    this.chains.forEach((chain, c) => {
      const top = plan.top(c)
      if (!first) parts.push(this.#initial(chain, top, 0))
      for (let t = first; t < Math.min(last, chain.steps); t++) parts.push(this.#column(chain, top, t))
      if (plan.directions === 2 && last >= chain.steps) parts.push(this.#initial(chain, top, 1))
    })
    parts.push(this.#differences(first, last))
    return parts.join("")
  }

  /** The lowest text that has this step, below which it is numbered. @param {number} t */
  last(t) {
    return this.chains.findLast(chain => t < chain.steps)
  }

  /** @type {(chain: Chain, top: number, t: number) => string} */
  #column(chain, top, t) {
    const { plan } = this, x = plan.middle(t), token = top + plan.token, parts = []
    const unknown = chain.unknown.includes(t)
    parts.push(`<rect class="token${unknown ? " unknown" : ""}" x="${x - plan.wide / 2}" y="${token}" width="${plan.wide}" height="${plan.piece}" rx="6"/>`)
    parts.push(word(chain.pieces[t], { x, y: token + plan.piece / 2, width: plan.wide - 8, most: 22, kind: "typed" }))
    if (unknown) parts.push(`<text class="flag" x="${x + plan.wide / 2 + 7}" y="${token + 6}">?</text>`)
    if (chain === this.last(t)) parts.push(`<text class="faint" x="${x}" y="${token + plan.piece + 14}">t = ${t + 1}</text>`)
    for (const row of plan.rows) {
      const y = top + row.top
      parts.push(this.#strip(chain.at(row.index, t), chain.scale, { x: x - plan.wide / 2, y, width: plan.wide, height: plan.box }, chain.written(row.index, t)))
      parts.push(this.#into(row, x, top, plan.wide), this.#across(chain, row, y + plan.box / 2, t))
    }
    if (this.data.readout) {
      const from = top + plan.rows[0].top
      parts.push(arrow(x, from, x, top + plan.output + plan.bars + 6))
      parts.push(weight("hy", 0, plan.directions === 2 ? x - 36 : x + 6, from - 14, "start"))
      if (plan.directions === 2) {
        const low = top + plan.at(plan.layers - 1, 0).top, side = x + plan.wide / 2 + 11
        parts.push(`<path class="flow" d="M${x + 16},${low} Q${side},${low - 6} ${side},${low - 18} L${side},${from + 4} Q${side},${from - 10} ${x + 2},${from - 14}"/>`)
      }
    }
    parts.push(this.#prediction(chain, top, t))
    return parts.join("")
  }

  /** What leads into a row of boxes of that width from below. @type {(row: Row, x: number, top: number, wide: number) => string} */
  #into(row, x, top, wide) {
    const { plan, data } = this, foot = top + row.top + plan.box
    if (row.back) {
      // the input passes the forward cell on its left to reach the backward one
      const side = x - wide / 2 - 11
      const from = top + (row.layer ? plan.at(row.layer - 1, 1).top - 4 : plan.token)
      return `<path class="flow" marker-end="url(#tip)" d="M${x - 12},${from} C${side},${from - 22} ${side},${from - 22} ${side},${from - 34} L${side},${foot + 18} Q${side},${foot + 8} ${x - 20},${foot + 2}"/>`
    }
    const below = top + (row.layer ? plan.at(row.layer - 1, plan.directions - 1).top : plan.token)
    const kind = !row.layer && data.embedding ? "e" : "ih"
    return arrow(x, below, x, foot) + weight(kind, row.layer, x + 6, (below + foot) / 2, "start")
  }

  /** The arrow to the next column, or for the direction right to left, from it. @type {(chain: Chain, row: Row, y: number, t: number) => string} */
  #across(chain, row, y, t) {
    if (t === chain.steps - 1) return ""
    const { plan } = this
    const left = plan.middle(t) + plan.wide / 2, right = plan.middle(t + 1) - plan.wide / 2
    const line = row.back ? arrow(right, y, left, y) : arrow(left, y, right, y)
    return line + this.#memory(left, right, y, row.back) + weight("hh", row.layer, (left + right) / 2, y - 10, "middle", row.back)
  }

  /** The second way between two steps, that of an LSTM's c. @type {(left: number, right: number, y: number, back: number) => string} */
  #memory(left, right, y, back) {
    if (!this.data.memory) return ""
    const down = Math.min(this.plan.box / 2 - 3, 16), at = y + down
    const line = back ? arrow(right, at, left, at) : arrow(left, at, right, at)
    return `<g class="memory">${line}</g><text class="faint" x="${(left + right) / 2}" y="${at + 14}">c</text>`
  }

  /** The states before the first step, or of the other direction after the last. @type {(chain: Chain, top: number, back: number) => string} */
  #initial(chain, top, back) {
    const { plan } = this, zero = chain.initial.every(v => v === 0)
    const edge = back ? plan.x(chain.steps) + 34 : 6, start = back ? edge : edge + 20
    const inner = back ? plan.middle(chain.steps - 1) + plan.wide / 2 : plan.middle(0) - plan.wide / 2
    return plan.rows.filter(row => row.back === back).map(row => {
      const y = top + row.top, middle = y + plan.box / 2
      // nothing yet: as bright as any other zero it would be what one sees first in the dark
      const before = zero ? `<rect class="cell" x="${edge}" y="${y}" width="20" height="${plan.box}" rx="3"/>`
        : this.#strip(chain.before(row.index), chain.scale, { x: edge, y, width: 20, height: plan.box })
      return before
        + arrow(start, middle, inner, middle)
        + weight("hh", row.layer, (start + inner) / 2, middle - 10, "middle", row.back)
        + `<text class="faint" x="${edge + 12}" y="${y + plan.box + 13}">h<tspan class="sub" dy="4">${back ? "T+1" : 0}</tspan><tspan dy="-4">${zero ? "=0" : ""}</tspan></text>`
    }).join("")
  }

  /**
   * The units of a row, one above the other, with their values where there is room.
   * @param {(number | null)[]} values in shares of the scale; null where one has overflowed
   * @param {number} scale
   * @param {Box} box
   * @param {string[]} written
   */
  #strip(values, scale, { x, y, width, height }, written = []) {
    const each = height / values.length, parts = []
    const numbers = each >= 15 && width > 40
    values.forEach((value, unit) => {
      const [ground, ink] = value === null ? ["#000", "#fff"] : signed(value, this.data.colours)
      const top = y + unit * each, tall = each + (numbers ? 0 : 0.35) // or the ground would show between two
      parts.push(`<rect x="${x}" y="${top.toFixed(2)}" width="${width}" height="${tall.toFixed(2)}" fill="${ground}"/>`)
      if (numbers || (value === null && !unit)) {
        const label = value === null ? this.inWords("overflow") : esc(written[unit] ?? figure(value * scale))
        parts.push(`<text class="value" x="${x + width / 2}" y="${(top + each / 2).toFixed(1)}" style="fill:${ink}">${label}</text>`)
      }
    })
    parts.push(`<rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="3"/>`)
    return parts.join("")
  }

  /** What is expected after a step, and whether it is what comes. @type {(chain: Chain, top: number, t: number) => string} */
  #prediction(chain, top, t) {
    const { plan, data } = this
    if (!data.readout) return ""
    const left = plan.x(t) + 6, width = plan.column - 12, room = plan.label
    const parts = chain.predictions[t].slice(0, plan.guesses).map(([label, share, words], i) => {
      const y = top + plan.output + i * 22
      const look = { x: left + room / 2 - 1, y: y + 11, width: room - 2, most: i ? 15 : 18, kind: i ? "guess" : "guess first" }
      return `<rect class="bar${i ? "" : " best"}" x="${left + room}" y="${y + 3}" width="${(share * (width - room - 2)).toFixed(1)}" height="16" rx="2"/>`
        + word(label, look)
        + `<text class="percent${i ? "" : " first"}" x="${left + room + 5}" y="${y + 11}">${esc(words)}</text>`
    })
    const answer = chain.answers[t]
    if (answer && data.output !== "linear") {
      const right = chain.predictions[t][0]?.[0] === answer
      // what nobody has taught is neither right nor wrong: only what is due
      const [kind, mark] = data.untrained ? ["due", "→"] : right ? ["right", "✓"] : ["wrong", "✗"]
      parts.push(`<text class="answer ${kind}" x="${plan.middle(t)}" y="${top + 11}">${mark} ${isolated(esc(shortened(answer)))}</text>`)
    }
    return parts.join("")
  }

  /** How far the states of two texts are apart, between both. @type {(first: number, last: number) => string} */
  #differences(first, last) {
    const { plan } = this, sizes = this.data.difference ?? []
    const top = plan.chain + 2, most = Math.max(...sizes.filter(size => size !== null), 1e-300)
    return sizes.map((size, t) => {
      if (t < first || t >= last) return ""
      const x = plan.middle(t), tall = (size ?? 0) / most * 20
      return `<rect class="difference" x="${x - plan.wide / 2}" y="${top + 22 - tall}" width="${plan.wide}" height="${tall}"/>`
        + `<text class="small" x="${x}" y="${top + 32}">‖h − h′‖ ${size === null ? this.inWords("overflowed") : "= " + figure(size)}</text>`
    }).join("")
  }

  // -- the folded network --------------------------------------------------------------------------

  folded() {
    const { plan, data, inWords } = this, x = FOLDED_MIDDLE, parts = []
    parts.push(`<rect class="token" x="${x - BOX / 2}" y="${plan.token}" width="${BOX}" height="${plan.piece}" rx="6"/>`)
    parts.push(`<text class="typed" font-size="22" x="${x}" y="${plan.token + plan.piece / 2}">x<tspan class="sub" dy="5">t</tspan></text>`)
    parts.push(`<text class="faint" x="${x}" y="${plan.token + plan.piece + 14}">${inWords("folded")}</text>`)
    for (const row of plan.rows) parts.push(this.#cell(row))
    if (data.readout) {
      const from = plan.rows[0].top, end = plan.output + plan.bars
      parts.push(arrow(x, from, x, end + 6))
      parts.push(weight("hy", 0, x + 6, from - 14, "start"))
      parts.push(`<rect class="token" x="${x - BOX / 2}" y="${end - 34}" width="${BOX}" height="36" rx="6"/>`)
      parts.push(`<text class="typed" font-size="22" x="${x}" y="${end - 16}">ŷ<tspan class="sub" dy="5">t</tspan></text>`)
    }
    parts.push(this.#legend(data.second ? plan.chain + 28 : 0))
    return `<svg role="img" aria-label="${inWords("The folded network: one cell with a loop")}">${parts.join("")}</svg>`
  }

  /** A row's one cell, with its loop. @param {Row} row */
  #cell(row) {
    const { plan, data, inWords } = this, x = FOLDED_MIDDLE, parts = []
    const y = row.top, middle = y + plan.box / 2, edge = x + BOX / 2, reach = Math.min(plan.box / 2 - 2, 24)
    parts.push(`<rect class="cell" x="${x - BOX / 2}" y="${y}" width="${BOX}" height="${plan.box}" rx="6"/>`)
    const below = plan.box > 40 ? [inWords("{count} units", { count: data.of ?? data.hidden })] : []
    if (data.form && plan.box > 34) below.unshift(esc(data.form))
    const top = middle - 9.5 * below.length + 0.5
    parts.push(`<text class="name" x="${x}" y="${below.length ? top : middle}">${esc(data.cell)}</text>`)
    below.forEach((line, place) => parts.push(`<text class="faint" x="${x}" y="${top + 19 * (place + 1)}">${line}</text>`))
    parts.push(`<path class="flow" marker-end="url(#tip)" d="M${edge},${middle - reach} C${edge + 34},${middle - reach} ${edge + 34},${middle + reach} ${edge + 1},${middle + reach}"/>`)
    parts.push(weight("hh", row.layer, edge + 5, middle - reach - 9, "start", row.back))
    parts.push(this.#into(row, x, 0, BOX))
    return parts.join("")
  }

  /** @param {number} y */
  #legend(y) {
    const { colours, scale, hidden, of } = this.data
    const stops = colours.map((stop, i) => `<stop offset="${i / (colours.length - 1)}" stop-color="${stop}"/>`).join("")
    const end = trimmed(scale, 3)
    return `<defs><linearGradient id="signed">${stops}</linearGradient></defs>
    <text class="faint" x="74" y="${y + 10}">${of ? this.inWords("h of {count} of {of} units", { count: hidden, of }) : this.inWords("h of each unit")}</text>
    <rect class="frame" x="38" y="${y + 20}" width="72" height="10" style="fill:url(#signed)"/>
    <text class="faint" x="18" y="${y + 25}">−${end}</text><text class="faint" x="129" y="${y + 25}">${end}</text>`
  }
}

/** @type {(x1: number, y1: number, x2: number, y2: number) => string} */
function arrow(x1, y1, x2, y2) {
  // ends one head short of its goal, so that the tip touches it
  const long = Math.hypot(x2 - x1, y2 - y1) || 1, cut = 2 / long
  return `<line class="flow" marker-end="url(#tip)" x1="${x1}" y1="${y1}" x2="${x2 - (x2 - x1) * cut}" y2="${y2 - (y2 - y1) * cut}"/>`
}

/**
 * The name of a weight matrix; all of one name are marked together.
 * @param {"ih" | "hh" | "hy" | "e"} kind
 * @param {number} layer
 * @param {number} x
 * @param {number} y
 * @param {"start" | "middle"} anchor
 */
function weight(kind, layer, x, y, anchor, back = 0) {
  const mark = [layer ? layer + 1 : "", back ? "←" : ""].join("")
  const raised = mark ? `<tspan class="sub" dy="-9">(${mark})</tspan><tspan dy="5"></tspan>` : ""
  const name = kind === "e" ? `E<tspan>, W</tspan><tspan class="sub" dy="4">ih</tspan>` : `W<tspan class="sub" dy="4">${kind}</tspan>`
  return `<text class="weight ${kind === "e" ? "ih" : kind}" data-w="${kind}-${layer}-${+back}" x="${x}" y="${y}" text-anchor="${anchor}">${name}${raised}</text>`
}

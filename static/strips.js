// @ts-check
// Strips over the same time axis are looked at together: the step that somebody points at in one, with the
// mouse or the arrow keys, is marked in all of them; pointing at a loss draws what it sends back onto the states.

import { find } from "./shared.js"
import { styleOnce } from "./styles.js"

/** @import { Aim, DrawnAxis, Layout, PlotlyNode } from "./types.d.ts" */

const STYLE = `
.strip-marks { position: absolute; inset: 0 0 auto; width: 100%; pointer-events: none; z-index: 2; overflow: visible; }
.strip-marks .veil { fill: var(--st-background-color, Canvas); opacity: 0.68; }
.strip-marks .step, .strip-marks .loss { fill: none; stroke: var(--focus, #542788); stroke-width: 3; }
.strip-marks .sent { fill: #000; stroke: #fff; stroke-width: 1.5; }
`
const LEAST = 3 // pixels of what is felt hardly at all
const SLIM = 0.56 // of a step: how wide a bar is
const DIGIT = 9 // pixels that a digit needs; of narrower steps zeros are dots and ones are strokes
const LEFT = 0.9, RIGHT = 0.82 // of the margins: what is left of them on a phone

/** @type {Aim | undefined} */
let now
/** @type {Set<Strip>} */
const strips = new Set()

/**
 * What is pointed at at a place of a strip, in steps from 1: in the matrix the column is a step and the row a
 * loss; of the losses each is both.
 * @type {(kind: string, x: number, y: number) => Aim}
 */
export function aim(kind, x, y) {
  const step = Math.round(x)
  return { step, loss: kind === "gradients" ? Math.round(y) : kind === "losses" ? step : undefined }
}

/**
 * The marks of a strip as SVG: a frame around the step; a frame around the row of a loss; on the states bars,
 * as high as the loss is felt there, and a veil over what it does not reach.
 * @type {(kind: string, x: DrawnAxis, panels: DrawnAxis[], steps: number, back: number[][][], aim: Aim) => string}
 */
export function marks(kind, x, panels, steps, back, { step, loss }) {
  const at = (/** @type {number} */ place) => x._offset + x.d2p(place)
  const box = (/** @type {string} */ name, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ top, /** @type {number} */ high) =>
    `<rect class="${name}" x="${pixel(from)}" y="${pixel(top)}" width="${pixel(to - from)}" height="${pixel(high)}"/>`
  const parts = loss === undefined ? [] : panels.flatMap(({ _offset: top, _length: high, d2p }, n) => {
    if (kind === "gradients") return [box("loss", at(0.5), at(loss + 0.5), top + d2p(loss - 0.5), d2p(loss + 0.5) - d2p(loss - 0.5))]
    if (kind !== "states") return []
    const sent = back[n]?.[loss - 1] ?? [], first = loss - sent.length + 1
    return [
      box("veil", at(0.5), at(first - 0.5), top, high), box("veil", at(loss + 0.5), at(steps + 0.5), top, high),
      ...sent.map((level, i) => {
        const tall = Math.max(level * high, LEAST), middle = first + i
        return box("sent", at(middle - SLIM / 2), at(middle + SLIM / 2), top + high - tall, tall)
      }),
    ]
  })
  const [first] = panels, last = panels[panels.length - 1]
  parts.push(box("step", at(step - 0.5), at(step + 0.5), first._offset, last._offset + last._length - first._offset))
  return parts.join("")
}

const pixel = (/** @type {number} */ length) => Math.max(Math.round(10 * length) / 10, 0)

/** The number of an axis by its name; that of the first is left out. @param {string} name */
const number = name => Number(name.slice("yaxis".length))

/**
 * On a phone the margins are narrow, alike in all strips, and bits that have no room as digits are signs.
 * @type {(layout: Layout, width: number, phone: boolean) => void}
 */
export function crowd(layout, width, phone) {
  if (phone) {
    layout.margin.l *= LEFT
    layout.margin.r *= RIGHT
  }
  const texts = layout.xaxis?.ticktext ?? []
  if (layout.xaxis) layout.xaxis.tickangle = 0
  if (layout.xaxis && width - layout.margin.l - layout.margin.r < DIGIT * texts.length) {
    layout.xaxis.ticktext = texts.map(text => text.includes("1") ? "<b>|</b>" : "·")
  }
}

/** Whether the page has some, which are then what a key is to change first. */
export const areThere = () => strips.size > 0

/** Mark it in every strip of the page. @param {Aim | undefined} wanted */
function mark(wanted) {
  if (now?.step === wanted?.step && now?.loss === wanted?.loss) return
  now = wanted
  strips.forEach(strip => strip.draw())
}

export class Strip {
  kind = ""
  steps = 0
  /** @type {number[][][]} */ back = []

  /** @param {HTMLElement} node of the figure */
  constructor(node) {
    this.node = node
    styleOnce(document, "strips-style", STYLE)
    node.insertAdjacentHTML("beforeend", '<svg class="strip-marks" aria-hidden="true"></svg>')
    this.svg = find(node, ".strip-marks", SVGElement)
    strips.add(this)
  }

  /** The figure has just been drawn. @param {Layout} layout */
  renew(layout) {
    this.kind = layout.meta?.strip ?? ""
    this.back = layout.meta?.back ?? []
    this.steps = layout.xaxis?.tickvals?.length ?? 0
    this.svg.style.height = `${layout.height}px`
    if (now && now.step > this.steps) now = undefined
    this.draw()
  }

  /** Somebody points at a place in it, or at none any more. @param {{ x?: unknown, y?: unknown } | undefined} point */
  point(point) {
    const { x, y } = point ?? {}
    mark(typeof x === "number" ? aim(this.kind, x, typeof y === "number" ? y : 0) : undefined)
  }

  draw() {
    const { _fullLayout: axes = {} } = /** @type {PlotlyNode} */ (this.node)
    const panels = Object.keys(axes).filter(name => /^yaxis\d*$/.test(name))
      .sort((one, other) => number(one) - number(other)).flatMap(name => axes[name] ?? [])
    const x = axes.xaxis
    this.node.toggleAttribute("data-pointed", now !== undefined)
    this.svg.innerHTML = now && x && panels.length ? marks(this.kind, x, panels, this.steps, this.back, now) : ""
  }

  end() {
    strips.delete(this)
  }
}

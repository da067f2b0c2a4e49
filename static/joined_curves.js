// @ts-check
// Very many curves are drawn as few: those of one pen as one line with gaps, for Plotly takes as long for a
// curve as for a hundred points. What hovers say stays each curve's own; the figure stays as it was, too: its
// numbers, its files and the keys go from curve to curve.

/** @import { DrawnTrace, Figure, Joined, Layout, Trace } from "./types.d.ts" */

const MANY = 40 // curves; of fewer each is drawn alone

/** Each curve as it is drawn. @type {Joined["at"]} */
export const alone = (curve, point) => ({ curveNumber: curve, pointNumber: point })

/**
 * The curves to be drawn, and where in them a point of the figure's stands.
 * @param {Figure} figure
 * @returns {Joined}
 */
export function joined({ data, layout }) {
  if (data.filter(trace => isPlain(trace, layout)).length < MANY) return { data, at: alone }
  /** @type {(Trace | Pen)[]} */
  const made = []
  /** @type {Map<string, Pen>} */
  const pens = new Map()
  const places = data.map(trace => {
    if (!isPlain(trace, layout)) return [made.push(trace) - 1, 0]
    const key = JSON.stringify([trace.line, trace.xaxis, trace.yaxis])
    const pen = pens.get(key) ?? new Pen(trace, made.length)
    if (!pens.has(key)) made.push(pen)
    pens.set(key, pen)
    return [pen.place, pen.add(trace)]
  })
  return {
    data: made.map(one => one instanceof Pen ? one.drawn() : one),
    at: (curve, point) => ({ curveNumber: places[curve][0], pointNumber: places[curve][1] + point }),
  }
}

/** Whether it is a line and no more, which no legend names. @type {(trace: Trace, layout: Layout) => boolean} */
const isPlain = (trace, layout) => trace.type === "scatter" && trace.mode === "lines" && !trace.fill && !trace.text
  && (layout.showlegend === false || trace.showlegend === false)
  && [trace.x, trace.y, trace.customdata ?? []].every(Array.isArray)

/** Curves of one pen, with gaps between them. */
class Pen {
  /** @type {(number | null)[]} */ x = []
  /** @type {(number | null)[]} */ y = []
  /** @type {string[]} */ texts = []
  /** @type {unknown[]} */ custom = []

  /**
   * @param {Trace} first
   * @param {number} place among what is drawn
   */
  constructor(first, place) {
    this.first = first
    this.place = place
  }

  /** Where it begins. @param {Trace} trace */
  add({ x = [], y = [], hovertemplate = "", customdata = [] }) {
    if (this.x.length) this.push(null, null, "", [])
    const from = this.x.length
    for (let i = 0; i < x.length; i++) this.push(x[i], y[i], hovertemplate, customdata[i] ?? [])
    return from
  }

  /** @type {(x: number | null, y: number | null, text: string, custom: unknown) => void} */
  push(x, y, text, custom) {
    this.x.push(x)
    this.y.push(y)
    this.texts.push(text)
    this.custom.push(custom)
  }

  /** @returns {DrawnTrace} */
  drawn() {
    return { ...this.first, name: "", x: this.x, y: this.y, hovertemplate: this.texts, customdata: this.custom }
  }
}

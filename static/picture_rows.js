// @ts-check
// The numbers of what is drawn as SVG, as rows for CSV: of the unrolled network and of the chain of arrivals.

import { Chain } from "./unrolled_layout.js"

/** @import { ArrivalsData, UnrolledData } from "./types.d.ts" */
/** @import { Row } from "./csv.js" */

/** Every state: one line a text, step, layer, direction and unit. @param {UnrolledData} data @returns {Row[]} */
export function unrolledRows(data) {
  /** @type {Row[]} */
  const rows = [["text", "time step", "what is read", "layer", "direction", "unit", "h"]]
  for (const [n, sent] of [data, ...(data.second ? [data.second] : [])].entries()) {
    const chain = new Chain(sent, data.hidden)
    for (let t = 0; t < chain.steps; t++) for (let row = 0; row < data.layers * data.directions; row++) {
      const layer = Math.floor(row / data.directions), back = row % data.directions === 1
      chain.at(row, t).forEach((share, i) => rows.push([n + 1, t + 1, chain.pieces[t], layer + 1, back ? "right to left" : "left to right",
        (data.units?.[row]?.[i] ?? i) + 1, share === null ? null : exact(share * chain.scale, chain.written(row, t)[i])]))
    }
  }
  return rows
}

/** A state as it is written where that is, else as far as it was sent: to five digits of the scale. @type {(value: number, written: string | undefined) => number} */
function exact(value, written) {
  const known = written === undefined ? NaN : Number(written.replace("−", "-"))
  return Number.isFinite(known) ? known : Number(value.toPrecision(5))
}

/** What arrives at every step. @param {ArrivalsData} data @returns {Row[]} */
export function arrivalsRows(data) {
  const name = data.loss ? `norm of dL_${data.step + 1}/d${data.letter}_k` : `norm of d${data.letter}_${data.step + 1}/d${data.letter}_k`
  const read = data.readNorms ? ["norm by what is read at k"] : []
  return [["time step k", "what is read", name, "reached", ...read], ...data.pieces.map((piece, k) =>
    [k + 1, piece, data.norms[k], data.kinds[k] === "cut" ? "no" : "yes", ...(data.readNorms ? [data.readNorms[k]] : [])])]
}

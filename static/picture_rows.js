// @ts-check
// The numbers of the chain of arrivals, as rows for CSV.

/** @import { ArrivalsData } from "./types.d.ts" */
/** @import { Row } from "./csv.js" */

/** What arrives at every step. @param {ArrivalsData} data @returns {Row[]} */
export function arrivalsRows(data) {
  const name = data.loss ? `norm of dL_${data.step + 1}/d${data.letter}_k` : `norm of d${data.letter}_${data.step + 1}/d${data.letter}_k`
  const read = data.readNorms ? ["norm by what is read at k"] : []
  return [["time step k", "what is read", name, "reached", ...read], ...data.pieces.map((piece, k) =>
    [k + 1, piece, data.norms[k], data.kinds[k] === "cut" ? "no" : "yes", ...(data.readNorms ? [data.readNorms[k]] : [])])]
}

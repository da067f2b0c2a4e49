// @ts-check
// Thin lines from a place to its label, as shapes: as arrows of notes Plotly has the browser measure each of
// them, which took a quarter of the time of a chart of losses.

/** @import { Layout, Note, Shape } from "./types.d.ts" */

const STANDOFF = 1 // pixels between a line's beginning and its place

/** Whether a note is a label with such a line, and no arrow. @param {Note} note */
const leads = note => note.showarrow === true && note.arrowhead === 0 && note.axref === undefined && note.text !== ""

/** The same layout with those lines drawn as shapes. @param {Layout} layout @returns {Layout} */
export function straightened(layout) {
  const led = (layout.annotations ?? []).filter(leads)
  if (!led.length) return layout
  const annotations = (layout.annotations ?? []).map(note => leads(note) ? label(note) : note)
  return { ...layout, annotations, shapes: [...layout.shapes ?? [], ...led.map(line)] }
}

/** @param {Note} note @returns {Note} */
function label({ ax = 0, ay = 0, ...note }) {
  return { ...note, showarrow: false, xshift: (note.xshift ?? 0) + ax, yshift: (note.yshift ?? 0) - ay }
}

/** @param {Note} note @returns {Shape} */
function line({ x, y, xref = "x", yref = "y", ax = 0, ay = 0, arrowcolor, arrowwidth = 1, font, standoff = STANDOFF }) {
  const part = standoff / Math.max(Math.hypot(ax, ay), standoff)
  return {
    type: "line", xref, yref, xsizemode: "pixel", ysizemode: "pixel", xanchor: x, yanchor: y,
    x0: part * ax, y0: -part * ay, x1: ax, y1: -ay, line: { color: arrowcolor ?? font?.color, width: arrowwidth },
  }
}

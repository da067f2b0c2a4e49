// @ts-check
// Tells the page whether its reader wants high contrast: as chosen on an earlier visit, else as the
// browser says. What is chosen now is remembered.

/** @import { Component, ContrastData } from "./types.d.ts" */

const KEY = "rnnviz contrast"

/** @param {Component<ContrastData, { wanted: boolean }>} component */
export function render({ data, setStateValue }) {
  if (data.chosen !== null) {
    remember(data.chosen)
    return
  }
  const before = recall()
  const wanted = before === null ? matchMedia("(prefers-contrast: more)").matches : before === "more"
  if (wanted !== data.wanted) setStateValue("wanted", wanted)
}

export function remove() {}

/** A browser may refuse to remember anything. @param {boolean} chosen */
function remember(chosen) {
  try { localStorage.setItem(KEY, chosen ? "more" : "usual") } catch { /* then it is chosen again */ }
}

function recall() {
  try { return localStorage.getItem(KEY) } catch { return null }
}

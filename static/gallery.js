// @ts-check
// The gallery of tasks: tells the page which one the reader chose. What is drawn comes as HTML.

import { find } from "./shared.js"

/** @import { Component, Place } from "./types.d.ts" */

/** @type {WeakMap<Element, string>} */
const shown = new WeakMap()

/** @param {Component<{ html: string }, { task: [name: string, time: number] }>} component */
export function render({ data, parentElement, setStateValue }) {
  const node = find(parentElement, ".gallery", HTMLElement)
  if (shown.get(node) !== data.html) {
    const focused = node.querySelector(".task:focus")?.getAttribute("data-task")
    node.innerHTML = data.html
    shown.set(node, data.html)
    const again = focused && node.querySelector(`.task[data-task="${focused}"]`)
    if (again instanceof HTMLElement) again.focus()
  }
  node.onclick = event => {
    const chosen = event.target instanceof Element ? event.target.closest("[data-task]") : null
    const task = chosen instanceof HTMLElement && chosen.dataset.task
    // the time makes a second choice of the same task news
    if (task) setStateValue("task", [task, Date.now()])
  }
  node.dataset.painted = "yes"
}

/** @param {Place} parentElement */
export function remove(parentElement) {
  const node = parentElement.querySelector(".gallery")
  if (node) shown.delete(node)
}

// @ts-check
// The time, and how long it has been since a moment (data.since, seconds since 1970 by the server's clock;
// data.now is that clock's time when this was sent, because the two need not agree).

import { find } from "./shared.js"

/** @import { ClockData, Component, Place } from "./types.d.ts" */

/** @type {WeakMap<Element, ReturnType<typeof setInterval>>} */
const timers = new WeakMap()
const two = (/** @type {number} */ number) => String(number).padStart(2, "0")

/** Minutes and seconds, and hours where there are some. @param {number} seconds */
export function span(seconds) {
  const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60
  return `${hours ? hours + ":" + two(minutes) : minutes}:${two(seconds % 60)}`
}

/** @param {Component<ClockData>} component */
export function render({ data, parentElement }) {
  const node = find(parentElement, ".clock", HTMLElement)
  const [time, passed] = node.querySelectorAll("b")
  find(node, ".time", HTMLElement).textContent = data.time
  find(node, ".since", HTMLElement).textContent = data.passed
  const ahead = Date.now() / 1000 - data.now
  const tick = () => {
    const now = new Date()
    time.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`
    passed.textContent = span(Math.max(Math.floor(Date.now() / 1000 - ahead - data.since), 0))
  }
  clearInterval(timers.get(node))
  timers.set(node, setInterval(tick, 500))
  tick()
}

/** @param {Place} parentElement */
export function remove(parentElement) {
  const node = parentElement.querySelector(".clock")
  if (node) clearInterval(timers.get(node))
}

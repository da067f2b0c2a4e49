// @ts-check
// What people expect of any tool, on every page: Back and Forward, help, a sign that something is loading, and
// boxes that read numbers as people write them.
// It stays when the page changes.

import { keepInSight } from "./afterimage.js"
import { keepAddress } from "./address.js"
import { Help } from "./help.js"
import { keepLoading } from "./loading.js"
import { keepNumbers } from "./number_boxes.js"

/** @import { Component, HabitsData, NumberWords } from "./types.d.ts" */
/** @typedef {Component<HabitsData> & { setTriggerValue(name: "reset", value: boolean): void }} Habits */

/** @type {{ help: Help, say: (words: string) => void, numbers: (words: NumberWords) => void } | undefined} */
let kept

/** @param {Habits} component */
export function render({ data, setTriggerValue }) {
  kept ??= begin(data)
  kept.say(data.loading)
  kept.numbers(data.numbers)
  kept.help.show(data.help, data.home, () => setTriggerValue("reset", true))
}

// the next page has them, too
export function remove() {}

/** Whether a click leads to another page here. @param {MouseEvent} event */
function leads(event) {
  const link = event.target instanceof Element && event.target.closest("a[data-testid=stPageLink-NavLink]")
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
  return plain && link instanceof HTMLAnchorElement && link.pathname !== location.pathname
}

/** @param {HabitsData} data */
function begin(data) {
  const style = document.head.appendChild(document.createElement("style"))
  style.textContent = data.look
  keepAddress(keepInSight)
  addEventListener("click", event => { if (leads(event)) keepInSight() }, true)
  return { help: new Help(), say: keepLoading(), numbers: keepNumbers() }
}

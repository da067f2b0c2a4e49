// @ts-check
// What people expect of any tool, on every page: Back and Forward, help, and a sign that something is loading.
// It stays when the page changes.

import { keepAddress } from "./address.js"
import { Help } from "./help.js"
import { keepLoading } from "./loading.js"

/** @import { Component, HabitsData } from "./types.d.ts" */
/** @typedef {Component<HabitsData> & { setTriggerValue(name: "reset", value: boolean): void }} Habits */

/** @type {{ help: Help, say: (words: string) => void } | undefined} */
let kept

/** @param {Habits} component */
export function render({ data, setTriggerValue }) {
  kept ??= begin(data)
  kept.say(data.loading)
  kept.help.show(data.help, data.home, () => setTriggerValue("reset", true))
}

// the next page has them, too
export function remove() {}

/** @param {HabitsData} data */
function begin(data) {
  const style = document.head.appendChild(document.createElement("style"))
  style.textContent = data.look
  keepAddress()
  return { help: new Help(), say: keepLoading() }
}

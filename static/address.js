// @ts-check
// The page's settings in the browser's address, and their history: Back undoes what the reader has done on
// purpose, Forward does it again. What stands in an entry that is gone back to Streamlit sends to the page,
// which brings its settings there.

import { isUnheard } from "./typing.js"

/** @import { AddressData } from "./types.d.ts" */
/** @typedef {Pick<History, "state" | "pushState" | "replaceState">} Entries */
/** @typedef {Pick<Location, "pathname" | "search" | "hash">} Where */

const REST = 1000 // milliseconds after which what was typed has come to rest, and a dial is let go
const PATIENCE = 10000 // milliseconds for which the page may take to answer Back

/** Whether two queries say the same, however they are written. @type {(one: string, other: string) => boolean} */
export const same = (one, other) => String(new URLSearchParams(one)) === String(new URLSearchParams(other))

/** Whether a path is a page's; the first page has no word. @type {(path: string, word: string, words: string[]) => boolean} */
export function isAt(path, word, words) {
  const last = path.replace(/\/+$/, "").split("/").pop() ?? ""
  return word ? last === word : !words.includes(last)
}

/**
 * What the page wants, with the section that stands there now: the page may not have heard of it, as Streamlit
 * tells it a query that it has come by before.
 * @type {(wanted: string, there: string, sections: string[]) => string}
 */
export function inSection(wanted, there, sections) {
  const section = new URLSearchParams(there).get("section") ?? "", query = new URLSearchParams(wanted)
  if (!sections.includes(section) || query.get("section") === section) return wanted
  query.set("section", section)
  return String(query)
}

export class Address {
  /** @type {string | undefined} */ taken
  /** What the reader has gone back to, until the page has answered. @type {{ query: string, since: number } | undefined} */ awaited
  /** Where the current entry has come to rest, while text is typed. @type {string | undefined} */ rested
  /** @type {{ dial: string, at: number } | undefined} */ turned
  held = false

  /**
   * @param {Entries} entries of the browser's history
   * @param {Where} where
   * @param {() => number} clock milliseconds
   */
  constructor(entries, where, clock) {
    this.entries = entries
    this.where = where
    this.clock = clock
    this.replaced = entries.replaceState.bind(entries)
    this.pushed = entries.pushState.bind(entries)
  }

  /**
   * What the page wants in its address; true if it is text that has yet to come to rest.
   * @param {AddressData} data
   */
  take(data) {
    if (data.stamp === this.taken) return this.rested !== undefined
    this.taken = data.stamp
    this.held = data.held
    if (!isAt(this.where.pathname, data.page, data.pages)) return false // of a page that was left
    let step = data.step
    if (this.awaited && this.clock() - this.awaited.since < PATIENCE) {
      if (data.answers === null || !same(data.answers, this.awaited.query)) return this.rested !== undefined
      step = "passed"
    }
    this.awaited = undefined
    const query = inSection(data.query, this.where.search, data.sections), search = query ? "?" + query : ""
    if (search !== this.where.search) this.write(search, step, data.dial)
    return this.rested !== undefined
  }

  /** @type {(search: string, step: AddressData["step"], dial: string) => void} */
  write(search, step, dial) {
    const before = this.where.search
    if (step === "made") {
      this.rest()
      const again = dial && this.turned?.dial === dial && this.clock() - this.turned.at < REST
      if (again) this.replace(search)
      else this.push(search)
      this.turned = { dial, at: this.clock() }
      return
    }
    this.replace(search)
    if (step === "typed") this.rested ??= before
  }

  /** What was typed has come to rest: it is an entry now, after the one that it was typed in. */
  rest() {
    const typed = this.where.search, before = this.rested
    this.rested = undefined
    if (before === undefined || before === typed) return
    this.replace(before)
    this.push(typed)
  }

  /** The reader has gone back or forward. */
  gone() {
    this.rested = this.turned = undefined
    this.awaited = { query: this.where.search, since: this.clock() }
  }

  /** Streamlit goes to another page: a lecture's scenes are no entries. @type {History["pushState"]} */
  opens(state, unused, url) {
    this.rest()
    if (this.held) this.replaced(state, unused, url)
    else this.pushed(state, unused, url)
  }

  /** @param {string} search */
  replace(search) {
    this.replaced(this.entries.state, "", this.where.pathname + search + this.where.hash)
  }

  /** @param {string} search */
  push(search) {
    this.pushed({}, "", this.where.pathname + search)
  }
}

/**
 * Keep the browser's address from now on.
 * @param {() => void} left called when Back or Forward leads to another page
 */
export function keepAddress(left) {
  const address = new Address(history, location, () => performance.now())
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest
  // on a busy machine the page may take longer to hear of the next keys than what is typed takes to rest
  const settle = () => {
    if (isUnheard()) rest = setTimeout(settle, REST)
    else address.rest()
  }
  const hear = () => {
    const data = window.rnnvizAddress
    if (!data) return
    const fresh = data.stamp !== address.taken
    const typing = address.take(data)
    if (fresh) clearTimeout(rest)
    if (fresh && typing) rest = setTimeout(settle, REST)
  }
  let path = location.pathname
  history.pushState = (state, unused, url) => {
    address.opens(state, unused, url)
    path = location.pathname
  }
  addEventListener("rnnviz address", hear)
  // before Streamlit, which asks the page at once
  addEventListener("popstate", () => {
    address.gone()
    if (location.pathname !== path) left()
    path = location.pathname
  }, true)
  hear()
}

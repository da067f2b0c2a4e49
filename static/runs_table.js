// @ts-check
// The list of all runs: its reader chooses lines, opens one, or has them in another order.

import { find, views } from "./shared.js"

/** @import { Component, Place, RunsTableData, RunsTableRow, RunsTableState } from "./types.d.ts" */

const WIDE = 84, HIGH = 24 // of a small picture, in pixels
const LEVELS = 62 // how fine its heights are
const SVG = "http://www.w3.org/2000/svg"

const table = views(parent => new RunsTable(parent), ".list")

/** @param {Component<RunsTableData, RunsTableState>} component */
export function render({ data, parentElement, setStateValue }) {
  table.at(parentElement).show(data, setStateValue)
}

export const remove = table.remove

/**
 * The line of a small picture as SVG writes it: its heights come as digits from 0 to 61, evenly over the
 * `share` of the width that has been trained.
 * @type {(heights: string, share: number) => string}
 */
export function sparkline(heights, share) {
  const parts = []
  const last = Math.max(heights.length - 1, 1)
  for (let at = 0; at < heights.length; at++) {
    const level = digit(heights.charCodeAt(at))
    if (level < 0) continue
    const gap = at === 0 || digit(heights.charCodeAt(at - 1)) < 0
    const x = 1 + (WIDE - 2) * Math.max(share, 0.04) * at / last
    const y = HIGH - 2 - (HIGH - 4) * level / (LEVELS - 1)
    parts.push(`${gap ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
  }
  return parts.join("")
}

/** What a digit stands for, -1 for none. @param {number} code */
const digit = code => code >= 97 ? code - 61 : code >= 65 ? code - 55 : code >= 48 ? code - 48 : -1

/**
 * The words that are chosen once one of them has been pressed: with shift all between it and the one before.
 * @type {(chosen: string[], shown: string[], word: string, on: boolean, from: string | null) => string[]}
 */
export function pressed(chosen, shown, word, on, from) {
  const [first, last] = [from === null ? -1 : shown.indexOf(from), shown.indexOf(word)]
  const some = first < 0 ? [word] : shown.slice(Math.min(first, last), Math.max(first, last) + 1)
  const rest = chosen.filter(one => !some.includes(one))
  return on ? [...rest, ...some] : rest
}

class RunsTable {
  /** @param {Place} parent */
  constructor(parent) {
    this.list = find(parent, ".list", HTMLElement)
    this.list.dataset.keys = "ArrowLeft ArrowRight ArrowUp ArrowDown Home End Space" // and no lecturer's, here
    this.rows = ""
    this.look = "" // what the lines were made with, beside themselves
    this.count = 0 // of the choices that were told
    /** @type {Map<string, { text: string, node: HTMLElement }>} */ this.lines = new Map()
    /** @type {string[]} */ this.chosen = []
    /** @type {string[]} */ this.shown = []
    /** @type {string | null} */ this.from = null
    this.list.onclick = event => this.clicked(event)
    this.list.onkeydown = event => this.pressed(event)
  }

  end() {}

  /**
   * @param {RunsTableData} data
   * @param {Component<RunsTableData, RunsTableState>["setStateValue"]} tell
   */
  show(data, tell) {
    this.tell = tell
    this.most = data.most
    // what has been pressed since is not undone by what was drawn before it
    if (data.count >= this.count) [this.count, this.chosen] = [data.count, data.chosen]
    const same = JSON.stringify([data.rows, data.heads, data.sort, data.open])
    if (same !== this.rows) {
      this.rows = same
      this.draw(data)
    }
    this.mark(data.colours)
    this.list.dataset.painted = "yes"
  }

  /** @param {RunsTableData} data */
  draw(data) {
    const at = this.focused(), [top, left] = [this.list.scrollTop, this.list.scrollLeft]
    this.shown = data.rows.filter(row => row.word && !row.leads).map(row => row.word ?? "")
    const body = document.createElement("div")
    body.className = "body"
    body.setAttribute("role", "rowgroup")
    const before = this.made(data)
    for (const row of data.rows) body.append(row.word ? this.same(row, data, before) : group(row))
    this.list.setAttribute("aria-label", data.label)
    this.list.setAttribute("aria-rowcount", String(data.rows.length + 1))
    this.list.replaceChildren(this.head(data), body)
    if (top || left) this.list.scrollTo(left, top)
    const there = at && this.node(at)
    this.reach(there?.closest(".line") ?? body.querySelector(".line"))
    there?.focus({ preventScroll: true })
  }

  /** The lines that stand already, if they would be made alike. @param {RunsTableData} data */
  made(data) {
    const look = JSON.stringify([data.heads, data.open]), before = this.lines
    this.lines = new Map()
    const same = look === this.look
    this.look = look
    return same ? before : new Map()
  }

  /**
   * A line, the one that stands already where nothing about it has changed: of a thousand lines few do.
   * @param {RunsTableRow} row @param {RunsTableData} data @param {Map<string, { text: string, node: HTMLElement }>} before
   */
  same(row, data, before) {
    const text = JSON.stringify(row), word = row.word ?? "", old = before.get(word)
    if (this.lines.has(word)) return this.line(row, data) // with several tags it stands in several groups
    const node = old?.text === text ? old.node : this.line(row, data)
    this.lines.set(word, { text, node })
    return node
  }

  /** @param {RunsTableData} data */
  head(data) {
    const head = element("div", "row head", "row")
    const box = document.createElement("input")
    box.type = "checkbox"
    box.ariaLabel = data.all
    box.dataset.all = "yes"
    const first = cell("check")
    first.append(box)
    head.append(first)
    for (const [word, text] of data.heads) {
      const one = cell(word, "columnheader")
      if (data.sorts.includes(word)) {
        const button = element("button", "", null, text)
        button.dataset.sort = word
        const falls = data.sort === `-${word}`
        const sorted = falls || data.sort === word
        if (sorted) button.dataset.sorted = falls ? "▾" : "▴"
        one.setAttribute("aria-sort", sorted ? falls ? "descending" : "ascending" : "none")
        one.append(button)
      } else one.textContent = text
      head.append(one)
    }
    return head
  }

  /** @param {RunsTableRow} row @param {RunsTableData} data */
  line(row, data) {
    const line = element("div", "row line", "row")
    line.dataset.word = row.word ?? ""
    const first = cell("check")
    if (!row.leads) {
      const box = document.createElement("input")
      box.type = "checkbox"
      box.tabIndex = -1 // the arrow keys go from line to line
      box.ariaLabel = row.name
      first.append(box)
    }
    line.append(first, spark(row))
    const name = cell("name", "rowheader")
    name.append(element("b", "", null, row.name), ...row.tags.map(tag => element("span", "tag", null, tag)))
    if (row.about) name.append(element("small", "", null, row.about))
    line.append(name)
    for (const [word] of data.heads.slice(2)) {
      if (word === "open") continue
      const one = cell(word)
      const [text, more] = row.cells[word] ?? ["", ""]
      one.append(element("span", "", null, text))
      if (more) one.append(element("small", "", null, more))
      line.append(one)
    }
    const open = element("button", "go", null, "↗")
    open.dataset.open = "yes"
    open.tabIndex = -1
    open.ariaLabel = open.title = data.open.replace("{name}", row.name)
    const last = cell("open")
    last.append(open)
    line.append(last)
    return line
  }

  /** Show which lines are chosen, each in the colour that it is drawn in. @param {Record<string, string>} [colours] */
  mark(colours) {
    if (colours) this.colours = colours
    const chosen = new Set(this.chosen)
    for (const line of this.list.querySelectorAll(".line")) {
      if (!(line instanceof HTMLElement)) continue
      const word = line.dataset.word ?? "", on = chosen.has(word)
      line.classList.toggle("chosen", on)
      line.setAttribute("aria-selected", String(on))
      const colour = this.colours?.[word]
      if (colour) line.style.setProperty("--drawn", colour)
      else line.style.removeProperty("--drawn")
      const box = line.querySelector("input")
      if (box) box.checked = on
    }
    const all = this.list.querySelector("[data-all]")
    if (!(all instanceof HTMLInputElement)) return
    const count = this.shown.filter(word => chosen.has(word)).length
    all.checked = count > 0 && count === this.shown.length
    all.indeterminate = count > 0 && count < this.shown.length
  }

  /** Have Tab come to a line, and to none of the others. @param {Element | null | undefined} line */
  reach(line) {
    for (const one of this.list.querySelectorAll(".line [tabindex='0']")) if (one instanceof HTMLElement) one.tabIndex = -1
    for (const one of line?.querySelectorAll("input, button") ?? []) if (one instanceof HTMLElement) one.tabIndex = 0
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const now = this.focused()?.now, line = now?.closest(".line")
    if (!now || !line || event.altKey || event.ctrlKey || event.metaKey) return
    const to = neighbour(line, now, event.key)
    if (!to) return
    event.preventDefault()
    this.reach(to.closest(".line"))
    to.focus()
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = event.target instanceof Element ? event.target : null
    const line = target?.closest(".line")
    const word = line instanceof HTMLElement ? line.dataset.word ?? "" : ""
    const button = target?.closest("button")
    if (button instanceof HTMLElement && button.dataset.sort) {
      this.tell?.("sort", [button.dataset.sort, Date.now()])
    } else if (button instanceof HTMLElement && button.dataset.open) {
      this.tell?.("open", [word, Date.now()])
    } else if (target instanceof HTMLInputElement && target.dataset.all) {
      this.choose(target.checked ? this.shown : [])
    } else if (word && line?.querySelector("input")) {
      this.reach(line)
      const on = !this.chosen.includes(word)
      this.choose(pressed(this.chosen, this.shown, word, on, event.shiftKey ? this.from : null))
      this.from = word
    }
  }

  /** @param {string[]} words */
  choose(words) {
    this.chosen = words.slice(0, this.most)
    this.count += 1
    this.mark()
    this.tell?.("chosen", [this.chosen, this.count])
  }

  /** What has the focus: the word of its line, or "", and what it is there. */
  focused() {
    const root = this.list.getRootNode()
    const now = root instanceof Document || root instanceof ShadowRoot ? root.activeElement : null
    if (!(now instanceof HTMLElement) || !this.list.contains(now)) return null
    const line = now.closest(".line")
    return { word: line instanceof HTMLElement ? line.dataset.word ?? "" : "", now }
  }

  /** The node that stands now where one stood. @param {{ word: string, now: HTMLElement }} at */
  node({ word, now }) {
    const line = word ? this.list.querySelector(`.line[data-word="${CSS.escape(word)}"]`) : this.list
    const kind = now.dataset.sort ? `[data-sort="${now.dataset.sort}"]` : now.dataset.open ? "[data-open]" : "input"
    const found = line?.querySelector(kind)
    return found instanceof HTMLElement ? found : null
  }
}

/**
 * Where an arrow key leads from a control of a line: along it, or to the same one of another line.
 * @type {(line: Element, now: HTMLElement, key: string) => HTMLElement | null}
 */
function neighbour(line, now, key) {
  const lines = [...line.parentElement?.querySelectorAll(".line") ?? []], at = lines.indexOf(line)
  const along = key === "ArrowLeft" ? "input" : key === "ArrowRight" ? "[data-open]" : ""
  const places = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: lines.length - 1 }
  const other = along ? line : lines[places[/** @type {keyof typeof places} */ (key)]]
  const same = along || (now.dataset.open ? "[data-open]" : "input")
  const found = other?.querySelector(same) ?? (along ? null : other?.querySelector("[data-open]"))
  return found instanceof HTMLElement && found !== now ? found : null
}

/** @type {(tag: string, css: string, role: string | null, text?: string) => HTMLElement} */
function element(tag, css, role, text = "") {
  const node = document.createElement(tag)
  if (css) node.className = css
  if (role) node.setAttribute("role", role)
  if (text) node.textContent = text // whatever it is, it is no markup
  return node
}

/** @param {string} css @param {string} [role] */
const cell = (css, role = "gridcell") => element("div", `cell ${css}`, role)

/** The head of a group of lines. @param {RunsTableRow} row */
function group(row) {
  const line = element("div", "row group", "row")
  const one = cell("title", "rowheader")
  one.append(element("b", "", null, row.name))
  if (row.about) one.append(element("small", "", null, row.about))
  line.append(one)
  return line
}

/** @param {RunsTableRow} row */
function spark(row) {
  const one = cell("spark")
  const path = sparkline(row.spark, row.share)
  if (path) {
    const picture = document.createElementNS(SVG, "svg"), line = document.createElementNS(SVG, "path")
    picture.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`)
    picture.setAttribute("width", String(WIDE))
    picture.setAttribute("height", String(HIGH))
    picture.setAttribute("aria-hidden", "true")
    line.setAttribute("d", path)
    picture.append(line)
    one.append(picture)
  }
  return one
}

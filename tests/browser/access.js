// @ts-check
// What the tests of access ask of a page; `every` walks the components' own trees, too.

/** @type {(root: ParentNode) => Element[]} */
const every = root => [...root.querySelectorAll("*")].flatMap(
  el => el.shadowRoot ? [el, ...every(el.shadowRoot)] : [el])
/** What stands around it. @type {(el: Element) => Element | undefined} */
const up = el => {
  const root = el.getRootNode()
  return el.parentElement ?? (root instanceof ShadowRoot ? root.host : undefined)
}
const say = (/** @type {Element} */ el) => el.outerHTML.slice(0, 200)

const CONTROLS = "button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button], " +
  "[role=slider], [role=combobox], [role=tab], [role=radio], [role=checkbox], [role=switch], [tabindex='0']"
const REACHED = "button, a[href], input:not([type=hidden]), select, textarea, [role=slider]"

/** @param {Element} el */
function seen(el) {
  const box = el.getBoundingClientRect()
  return box.width > 0 && box.height > 0 && getComputedStyle(el).visibility !== "hidden" &&
    !el.closest("[aria-hidden=true], [inert]")
}

/** The words by which a screen reader names it. @param {Element} el */
function words(el) {
  const by = el.getAttribute("aria-labelledby"), root = el.getRootNode()
  const named = root instanceof Document || root instanceof ShadowRoot ? root : document
  const labels = "labels" in el && el.labels instanceof NodeList ? [...el.labels] : []
  const said = [
    by && named.getElementById(by)?.textContent, el.getAttribute("aria-label"), el.getAttribute("title"),
    labels.map(label => label.textContent).join(" "), el.querySelector("img[alt]")?.getAttribute("alt"),
    el.querySelector("svg title")?.textContent, el instanceof HTMLElement ? el.innerText : "",
  ]
  return said.find(name => name?.trim()) ?? ""
}

/** What only scrolls is reached by the keyboard and needs no name. @param {Element} el */
function scrolls(el) {
  const style = getComputedStyle(el)
  return /auto|scroll/.test(style.overflowX + style.overflowY)
}

function unnamed() {
  return every(document.body).filter(el => el.matches(CONTROLS) && seen(el) && !scrolls(el) && !words(el)).map(say)
}

function unnamedPictures() {
  return every(document.body).filter(el => seen(el) && (
    (el.matches("img") && el.getAttribute("alt") === null) || (el.matches("[role=img]") && !words(el)))).map(say)
}

// what stands beyond the right edge, and in nothing that scrolls
function beside() {
  const inside = (/** @type {Element} */ el) => {
    for (let outer = up(el); outer; outer = up(outer)) {
      const cut = /auto|scroll|hidden|clip/.test(getComputedStyle(outer).overflowX)
      if (cut && outer.getBoundingClientRect().right <= innerWidth + 1) return outer.getAttribute("data-testid") !== "stMain"
    }
    return false
  }
  const main = document.querySelector("[data-testid=stMain]")
  const out = every(document.body).filter(el => {
    const box = el.getBoundingClientRect()
    return seen(el) && box.right > innerWidth + 1 && box.left < innerWidth && !inside(el)
  })
  const wide = main && main.scrollWidth > main.clientWidth + 1 ? [`the page is ${main.scrollWidth} wide`] : []
  return [...wide, ...out.map(say)]
}

// how many controls the tabulator has to come by, and which it did not: of radio buttons only the chosen
// one, from which the arrows lead to the others
function reachable() {
  const other = (/** @type {Element} */ el) =>
    el.matches("[role=radio][aria-checked=false]") || (el instanceof HTMLInputElement && el.type === "radio" && !el.checked)
  const able = (/** @type {Element} */ el) =>
    !el.matches(":disabled") && (el instanceof HTMLElement || el instanceof SVGElement) && el.tabIndex >= 0
  return every(document.body).filter(el => el.matches(REACHED) && seen(el) && able(el) && !other(el))
}

function toReach() {
  return reachable().length
}

function missed() {
  return reachable().filter(el => !window.marks?.has(el)).map(say)
}

// a number for what has the focus, and what it is
function focused() {
  let el = document.activeElement
  while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement
  const marks = (window.marks ??= new Map())
  if (!marks.has(el)) marks.set(el, marks.size)
  return [marks.get(el), el === document.body ? "body" : el ? say(el) : ""]
}

const LARGE = 3 / 4.5 // large letters need so much less

/** @param {string} text of a colour: red, green and blue to 255, and how much of it shows */
function parsed(text) {
  const found = text.match(/^rgba?\(([^)]+)\)$/)
  if (!found) return null
  const [red, green, blue, alpha = 1] = found[1].split(/[ ,/]+/).map(Number)
  return [red, green, blue, alpha]
}

/** A colour over another one, which does not shine through. @type {(top: number[], under: number[]) => number[]} */
const over = (top, under) => top.slice(0, 3).map((part, i) => part * top[3] + under[i] * (1 - top[3]))

/** @param {number[]} colour */
function bright(colour) {
  const [red, green, blue] = colour.map(part => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The colour behind it; null where that is none. @param {Element} el */
function behind(el) {
  const layers = []
  for (let outer = /** @type {Element | undefined} */ (el); outer; outer = up(outer)) {
    const style = getComputedStyle(outer)
    if (style.backgroundImage !== "none") return null
    const colour = parsed(style.backgroundColor)
    if (!colour) return null
    if (colour[3] > 0) layers.push(colour)
    if (colour[3] === 1) break
  }
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
  return layers.reverse().reduce((under, top) => over(top, under), dark ? [0, 0, 0] : [255, 255, 255])
}

/** How much of it shows. @param {Element} el */
function through(el) {
  let share = 1
  for (let outer = /** @type {Element | undefined} */ (el); outer; outer = up(outer)) share *= Number(getComputedStyle(outer).opacity)
  return share
}

/**
 * Words that stand out too little from what is behind them, by the contrast ratio of WCAG 2.1. Left out is
 * what is disabled, what stands beside its own box or on colours that run into each other, and SVG; on a
 * colour that stands for a value 4.5 is what can be had.
 * @param {number} normal the least contrast of letters that are not large
 */
function pale(normal) {
  const found = []
  for (const el of every(document.body)) {
    if (!(el instanceof HTMLElement) || !seen(el)) continue
    const said = [...el.childNodes].map(node => node instanceof Text ? node.data.trim() : "").join("")
    if (!said || el.matches("style, script, option") || el.closest(":disabled, [aria-disabled=true]")) continue
    if (el.closest("[data-testid=stIconMaterial], [role=slider], [data-testid=stSliderThumbValue]") || through(el) === 0) continue
    const style = getComputedStyle(el), ground = behind(el), ink = parsed(style.color)
    if (!ground || !ink) continue
    const shown = over([ink[0], ink[1], ink[2], ink[3] * through(el)], ground)
    const [light, dim] = [bright(shown), bright(ground)].sort((one, other) => other - one)
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    const ratio = (light + 0.05) / (dim + 0.05)
    const least = el.style.background ? 4.5 : normal
    if (ratio < (large ? LARGE * least : least)) found.push(`${ratio.toFixed(2)} ${say(el)}`)
  }
  return found
}

// what has the focus, how wide its outline is, and how much that stands out from the ground
function outline() {
  let el = document.activeElement
  while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement
  if (!el || el === document.body) return ["body", 0, 0]
  const text = el instanceof HTMLInputElement && !["checkbox", "radio", "range"].includes(el.type)
  const kind = text || el instanceof HTMLTextAreaElement ? "input" : el.getAttribute("role") ?? (el instanceof HTMLInputElement ? el.type : el.localName)
  // of a switch and a slider the part that is drawn
  const drawn = el.closest("label") ?? el.closest("[data-rac]:has(> div > input[type=range])")
  const shown = el instanceof HTMLInputElement && !text ? drawn ?? el : el
  const style = getComputedStyle(shown), inside = parseFloat(style.outlineOffset) < 0
  const ground = behind(inside ? shown : up(shown) ?? shown), ink = parsed(style.outlineColor)
  if (style.outlineStyle === "none" || !ground || !ink) return [kind, 0, 0]
  const [light, dim] = [bright(over(ink, ground)), bright(ground)].sort((one, other) => other - one)
  return [kind, parseFloat(style.outlineWidth), (light + 0.05) / (dim + 0.05)]
}

/** How many screen pixels the letters of a text are high: what is drawn into a viewBox is scaled. @param {Element} el */
function letters(el) {
  const size = parseFloat(getComputedStyle(el).fontSize)
  const scale = el instanceof SVGGraphicsElement ? el.getScreenCTM() : null
  return scale ? size * Math.hypot(scale.b, scale.d) : size
}

/** Texts whose letters are too small to be read. @param {number} least pixels */
function small(least) {
  return every(document.body).filter(el => {
    const own = [...el.childNodes].some(node => node instanceof Text && node.data.trim())
    if (!own || !seen(el) || el.matches("style, script, option, title, desc") || through(el) === 0) return false
    const box = el.getBoundingClientRect()
    return box.width > 1 && box.height > 1 && letters(el) < least - 0.01 && !el.closest("sub, sup, .katex") && !(el instanceof SVGTSpanElement)
  }).map(el => `${letters(el).toFixed(1)} ${el.textContent?.trim().slice(0, 30)}: ${say(el).slice(0, 120)}`)
}

/** Texts of figures that their boxes cut, and those that a legend lies over. */
function cutTexts() {
  const found = []
  for (const figure of document.querySelectorAll(".figure[data-painted]")) {
    const box = figure.querySelector("svg.main-svg")?.getBoundingClientRect()
    if (!box || !box.width) continue
    const legend = figure.querySelector(".infolayer .legend")?.getBoundingClientRect()
    for (const text of figure.querySelectorAll("svg.main-svg text")) {
      const at = text.getBoundingClientRect()
      if (!text.textContent?.trim() || !at.width || text.closest(".hoverlayer")) continue
      const beyond = Math.max(box.left - at.left, at.right - box.right, box.top - at.top, at.bottom - box.bottom)
      if (beyond > 1) found.push(`${Math.round(beyond)} px of “${text.textContent.slice(0, 60)}”`)
      const free = !legend || text.closest(".legend") || at.right <= legend.left + 1 || at.left >= legend.right - 1 ||
        at.bottom <= legend.top + 2 || at.top >= legend.bottom - 2
      if (!free) found.push(`the legend lies over “${text.textContent.slice(0, 60)}”`)
    }
  }
  return found
}

/** The colours of a chosen segment and another, of a slider's thumb and track, and of the page. */
function grounds() {
  const ground = (/** @type {Element | null | undefined} */ el) => el ? getComputedStyle(el).backgroundColor : ""
  const thumb = document.querySelector("[data-testid=stSlider] [data-rac]:has(> div > input[type=range])")
  return {
    chosen: ground(document.querySelector("[role=radio][aria-checked=true]")),
    other: ground(document.querySelector("[role=radio][aria-checked=false]")),
    thumb: ground(thumb),
    track: ground(thumb?.parentElement?.querySelector(":scope > div:not([data-rac], [data-testid])")),
    page: ground(document.querySelector(".stApp")),
  }
}

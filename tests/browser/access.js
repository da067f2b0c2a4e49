// What the tests of access ask of a page; `every` walks the components' own trees, too.

const every = root => [...root.querySelectorAll("*")].flatMap(
  el => el.shadowRoot ? [el, ...every(el.shadowRoot)] : [el])
const up = el => el.parentElement ?? el.getRootNode().host
const say = el => el.outerHTML.slice(0, 200)

const CONTROLS = "button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button], " +
  "[role=slider], [role=combobox], [role=tab], [role=radio], [role=checkbox], [role=switch], [tabindex='0']"
const REACHED = "button, a[href], input:not([type=hidden]), select, textarea, [role=slider]"

function seen(el) {
  const box = el.getBoundingClientRect()
  return box.width > 0 && box.height > 0 && getComputedStyle(el).visibility !== "hidden" &&
    !el.closest("[aria-hidden=true], [inert]")
}

// the words by which a screen reader names it
function words(el) {
  const by = el.getAttribute("aria-labelledby")
  const said = [
    by && el.getRootNode().getElementById(by)?.textContent, el.getAttribute("aria-label"), el.getAttribute("title"),
    [...(el.labels ?? [])].map(label => label.textContent).join(" "),
    el.querySelector("img[alt]")?.alt, el.querySelector("svg title")?.textContent, el.innerText,
  ]
  return said.find(words => words?.trim()) ?? ""
}

// what only scrolls is reached by the keyboard and needs no name
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
  const inside = el => {
    for (let outer = up(el); outer; outer = up(outer)) {
      const cut = /auto|scroll|hidden|clip/.test(getComputedStyle(outer).overflowX)
      if (cut && outer.getBoundingClientRect().right <= innerWidth + 1) return outer.dataset?.testid !== "stMain"
    }
    return false
  }
  const main = document.querySelector("[data-testid=stMain]")
  const out = every(document.body).filter(el => {
    const box = el.getBoundingClientRect()
    return seen(el) && box.right > innerWidth + 1 && box.left < innerWidth && !inside(el)
  })
  return [...(main.scrollWidth > main.clientWidth + 1 ? [`the page is ${main.scrollWidth} wide`] : []), ...out.map(say)]
}

// how many controls the tabulator has to come by, and which it did not: of radio buttons only the chosen
// one, from which the arrows lead to the others
function reachable() {
  const other = el => el.matches("[role=radio][aria-checked=false]") || (el.type === "radio" && !el.checked)
  return every(document.body).filter(el => el.matches(REACHED) && seen(el) && !el.disabled && el.tabIndex >= 0 && !other(el))
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
  window.marks ??= new Map()
  if (!window.marks.has(el)) window.marks.set(el, window.marks.size)
  return [window.marks.get(el), el === document.body ? "body" : say(el)]
}

// Words that stand out too little from what is behind them, by the contrast ratio of WCAG 2.1. Left out is
// what is disabled, what stands beside its own box or on colours that run into each other, and SVG; on a
// colour that stands for a value 4.5 is what can be had.
const LARGE = 3 / 4.5 // large letters need so much less
function pale(normal) {
  const parse = text => {
    const found = text.match(/^rgba?\(([^)]+)\)$/)
    if (!found) return null
    const [red, green, blue, alpha = 1] = found[1].split(/[ ,/]+/).map(Number)
    return [red, green, blue, alpha]
  }
  const over = (top, under) => top.slice(0, 3).map((part, i) => part * top[3] + under[i] * (1 - top[3]))
  const bright = colour => {
    const [red, green, blue] = colour.map(part => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = el => {
    const layers = []
    for (let outer = el; outer; outer = up(outer)) {
      const style = getComputedStyle(outer)
      if (style.backgroundImage !== "none") return null
      const colour = parse(style.backgroundColor)
      if (!colour) return null
      if (colour[3] > 0) layers.push(colour)
      if (colour[3] === 1) break
    }
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
    return layers.reverse().reduce((under, top) => over(top, under), dark ? [0, 0, 0] : [255, 255, 255])
  }
  const through = el => {
    let share = 1
    for (let outer = el; outer; outer = up(outer)) share *= Number(getComputedStyle(outer).opacity)
    return share
  }
  const found = []
  for (const el of every(document.body)) {
    if (el.namespaceURI !== "http://www.w3.org/1999/xhtml" || !seen(el)) continue
    const said = [...el.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join("")
    if (!said || el.matches("style, script, option") || el.closest(":disabled, [aria-disabled=true]")) continue
    if (el.closest("[data-testid=stIconMaterial], [role=slider], [data-testid=stSliderThumbValue]") || through(el) === 0) continue
    const style = getComputedStyle(el), ground = behind(el), ink = parse(style.color)
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

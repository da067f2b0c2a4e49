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

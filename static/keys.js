// The keys of who presents, and of their remote: next and back, start or pause what the page shows, ask
// and reveal, leave. They stay with whatever takes keys itself: text, sliders, pictures in focus.

const NEXT = ["ArrowRight", "PageDown"], BACK = ["ArrowLeft", "PageUp"], ASK = ["b", "B", "."]
const TAKES_KEYS = "input, textarea, select, [contenteditable=''], [contenteditable='true'], [role=slider], " +
  "[role=combobox], [role=listbox], [role=option], [role=radiogroup], [role=tablist], [role=menu], [role=dialog], " +
  "[role=grid], .unrolled, .arrivals, .gallery, .board"
const PRESSED = "button, a, summary, [role=button]"
const OPEN = "[data-testid=stPopoverBody], [role=dialog], [role=listbox]"
const ENDED = 3000 // milliseconds for which a space that came too late to pause does not start again

const GAP = 3000 // milliseconds from one page to the next; keys pressed meanwhile count
const AGAIN = 1000, LATEST = 16000 // milliseconds until what nobody has heard is said again: longer each time

let moves = 0, asks = 0, runs = 0, ends = false, token = null, heard = "0,0,0"
let active = null, alive = -Infinity, watch = null, leaving = null, saying = null, said = 0

export function render({ data, parentElement, setStateValue }) {
  if (data.token !== token) [token, moves, asks, runs, ends] = [data.token, 0, 0, 0, false]
  heard = String(data.heard)
  // the same words twice would be no change, and so not heard: each time has its number
  const say = () => setStateValue("said", [token, moves, asks, runs, ends, ++said])
  active = { parent: parentElement, say }
  clearTimeout(leaving)
  if (unheard()) tell()
  parentElement.querySelector("span").dataset.ready = "yes"
  if (watch) return
  addEventListener("keydown", key, true)
  addEventListener("click", letGo)
  watch = setInterval(() => { if (find("pause")) alive = performance.now() }, 300)
}

export function remove(parentElement) {
  if (active?.parent !== parentElement) return // the next page's has come already
  active = null
  leaving = setTimeout(stop, ends ? 0 : GAP)
}

const unheard = () => ends || String([moves, asks, runs]) !== heard

// what is said while the page changes may be lost, so it is said until it has been heard
function tell(wait = AGAIN) {
  clearTimeout(saying)
  active?.say()
  if (wait <= LATEST) saying = setTimeout(() => { if (unheard()) tell(2 * wait) }, wait)
}

function stop() {
  clearTimeout(saying)
  removeEventListener("keydown", key, true)
  removeEventListener("click", letGo)
  clearInterval(watch)
  watch = null
}

function key(event) {
  const path = event.composedPath().filter(part => part instanceof Element)
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (path.some(part => part.matches(TAKES_KEYS))) return
  if (NEXT.includes(event.key)) moves += 1
  else if (BACK.includes(event.key)) moves -= 1
  else if (ASK.includes(event.key)) asks += 1
  else if (event.key === " " && !path.some(part => part.matches(PRESSED))) run()
  else if (event.key === "Escape" && !document.querySelector(OPEN)) ends = true
  else return
  // nobody else is to hear of it: on some pages arrows move through steps
  event.preventDefault()
  event.stopImmediatePropagation()
  tell()
}

// a button that was clicked would take the next space for itself
function letGo(event) {
  if (event.detail > 0 && event.target.closest?.(".st-key-presenter")) document.activeElement?.blur()
}

const find = name => [...document.querySelectorAll(`.st-key-run-${name} button`)].find(button => !button.disabled)

function run() {
  runs += 1
  const again = find("again")
  const late = performance.now() - alive < ENDED
  const button = find("pause") ?? find("start") ?? find("resume") ?? (late ? null : again) ?? play()
  button?.click()
}

// where nothing is trained, the main picture may play
function play() {
  for (const host of document.querySelectorAll("[data-testid^=stBidiComponent] *")) {
    const button = host.shadowRoot?.querySelector(".unrolled .play, .arrivals .again")
    if (button) return button
  }
}

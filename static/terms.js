// @ts-check
// Terms that explain themselves: a click, Enter or Space on one shows its sentence, Escape or a click
// elsewhere closes it.

/** @typedef {{ left: number, top: number, bottom: number }} Box */

const GAP = 6 // pixels
/** @type {{ term: HTMLElement, note: HTMLElement } | undefined} */
let open
let heard = false

export function render() {
  if (heard) return
  heard = true
  document.addEventListener("click", clicked)
  document.addEventListener("keydown", pressed, true)
  document.addEventListener("scroll", () => open && stand(open), true)
}

export function remove() {
  close()
}

/**
 * Where a sentence stands: below its term, above it where there is no room, and never beyond an edge.
 * @param {Box} term
 * @param {{ width: number, height: number }} note
 * @param {{ width: number, height: number }} room
 */
export function placed(term, note, room) {
  const below = term.bottom + GAP
  return {
    left: Math.max(8, Math.min(term.left, room.width - note.width - 8)),
    top: below + note.height + 8 > room.height && term.top - GAP - note.height > 0 ? term.top - GAP - note.height : below,
  }
}

/** @param {MouseEvent} event */
function clicked(event) {
  const term = event.target instanceof Element ? event.target.closest(".term") : null
  const again = term === open?.term
  if (open && event.target instanceof Node && open.note.contains(event.target)) return
  close()
  if (term instanceof HTMLElement && !again) show(term)
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  if (event.key !== "Escape" || !open) return
  const { term } = open
  close()
  term.focus()
  event.stopPropagation() // nothing else hears it
}

/** @param {HTMLElement} term */
function show(term) {
  const note = document.createElement("p")
  note.className = "meaning"
  note.id = "meaning"
  note.setAttribute("role", "status")
  note.textContent = term.dataset.meaning ?? ""
  term.after(note) // read next, also without a mouse
  term.setAttribute("aria-expanded", "true")
  term.setAttribute("aria-controls", "meaning")
  open = { term, note }
  stand(open)
}

/** @param {{ term: HTMLElement, note: HTMLElement }} shown */
function stand({ term, note }) {
  if (!term.isConnected) {
    close()
    return
  }
  const at = placed(term.getBoundingClientRect(), note.getBoundingClientRect(), { width: innerWidth, height: innerHeight })
  note.style.left = `${at.left}px`
  note.style.top = `${at.top}px`
}

function close() {
  open?.note.remove()
  open?.term.setAttribute("aria-expanded", "false")
  open?.term.removeAttribute("aria-controls")
  open = undefined
}

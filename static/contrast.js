// Tells the page whether its reader wants high contrast: as chosen on an earlier visit, else as the
// browser says. What is chosen now is remembered.

const KEY = "rnnviz contrast"

export function render({ data, setStateValue }) {
  if (data.chosen !== null) return remember(data.chosen)
  const before = recall()
  const wanted = before === null ? matchMedia("(prefers-contrast: more)").matches : before === "more"
  if (wanted !== data.wanted) setStateValue("wanted", wanted)
}

export function remove() {}

// a browser may refuse to remember anything
function remember(chosen) {
  try { localStorage.setItem(KEY, chosen ? "more" : "usual") } catch { /* then it is chosen again */ }
}

function recall() {
  try { return localStorage.getItem(KEY) } catch { return null }
}

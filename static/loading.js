// @ts-check
// A slim bar at the top while the page's script is at work for longer than one can overlook.

const AFTER = 300, REST = 150 // milliseconds until it comes, and until it goes

/** When a sign that something is under way is to be seen: not for what is done at once, and without flickering. */
export class Patience {
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer
  shown = false
  busy = false

  /** @param {(shown: boolean) => void} show */
  constructor(show) {
    this.show = show
  }

  /** @param {boolean} busy */
  see(busy) {
    if (busy === this.busy) return
    this.busy = busy
    clearTimeout(this.timer)
    if (busy !== this.shown) this.timer = setTimeout(() => this.show(this.shown = busy), busy ? AFTER : REST)
  }
}

/** Watch from now on; returns what names the bar. */
export function keepLoading() {
  const bar = document.body.appendChild(document.createElement("div"))
  bar.className = "rnnviz-loading"
  bar.setAttribute("role", "progressbar")
  bar.hidden = true
  const patience = new Patience(shown => {
    bar.hidden = !shown
    const main = document.querySelector("[data-testid=stMain]")
    if (shown) main?.setAttribute("aria-busy", "true")
    else for (const busy of document.querySelectorAll("[aria-busy][data-testid=stMain]")) busy.removeAttribute("aria-busy")
  })
  const look = () => {
    const state = document.querySelector("[data-testid=stApp]")?.getAttribute("data-test-script-state")
    patience.see(state !== undefined && state !== null && state !== "notRunning")
  }
  new MutationObserver(look).observe(document.body, {
    subtree: true, attributes: true, attributeFilter: ["data-test-script-state"],
  })
  look()
  return (/** @type {string} */ words) => bar.setAttribute("aria-label", words)
}

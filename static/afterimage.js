// @ts-check
// While one page follows another Streamlit takes everything off before anything new is there. Until it is, a
// picture of the page that was stays: a copy that nobody can touch, and that nothing else on the page can find.

const LOOK = 40, REST = 150, LONGEST = 1500 // milliseconds
const LEFT_OUT = ["SCRIPT", "IFRAME"]

/**
 * A copy of what a node looks like, shadow roots included.
 * @param {Node} node
 * @returns {Node}
 */
export function likeness(node) {
  const twin = node.cloneNode(false)
  if (node instanceof HTMLCanvasElement && twin instanceof HTMLCanvasElement) twin.getContext("2d")?.drawImage(node, 0, 0)
  if (node instanceof Element && twin instanceof Element && node.shadowRoot) {
    const shadow = twin.shadowRoot ?? twin.attachShadow({ mode: "open" })
    shadow.adoptedStyleSheets = [...node.shadowRoot.adoptedStyleSheets]
    shadow.replaceChildren(...copies(node.shadowRoot))
  }
  for (const child of copies(node)) twin.appendChild(child)
  return twin
}

/** @param {Node} node */
const copies = node => [...node.childNodes].filter(child => !LEFT_OUT.includes(child.nodeName)).map(likeness)

/** All rules of the page, for a place of its own. */
function rules() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync([...document.styleSheets].map(one => {
    try { return [...one.cssRules].map(rule => rule.cssText).join("\n") } catch { return "" }
  }).join("\n"))
  return sheet
}

/** Whether the figures in sight are drawn. @param {Element} main */
const drawn = main => [...main.querySelectorAll(".figure:not([data-painted])")].every(figure => {
  const { width, top, bottom } = figure.getBoundingClientRect()
  return width === 0 || top > innerHeight || bottom < 0
})

/** Keep the page in sight until the next one is there. */
export function keepInSight() {
  const app = document.querySelector("[data-testid=stApp]"), main = document.querySelector("[data-testid=stMain]")
  const head = main?.querySelector(".head"), block = main?.querySelector("[data-testid=stMainBlockContainer]")
  if (!app || !main || !head || !block || document.querySelector(".rnnviz-afterimage")) return
  const { left, top, width, height } = main.getBoundingClientRect()
  const host = document.createElement("div")
  host.className = "rnnviz-afterimage"
  host.setAttribute("aria-hidden", "true")
  Object.assign(host.style, {
    position: "fixed", zIndex: "80", pointerEvents: "none", overflow: "hidden", left: left + "px", top: top + "px",
    width: width + "px", height: height + "px", background: getComputedStyle(app).backgroundColor,
  })
  const shadow = host.attachShadow({ mode: "closed" })
  shadow.adoptedStyleSheets = [rules()]
  const copy = shadow.appendChild(likeness(block))
  if (copy instanceof HTMLElement) {
    const place = block.getBoundingClientRect()
    Object.assign(copy.style, {
      position: "absolute", margin: "0", boxSizing: "border-box",
      left: place.left - left + "px", top: place.top - top + "px", width: place.width + "px",
    })
  }
  app.appendChild(host)
  const begun = performance.now()
  let rests = 0
  const watch = setInterval(() => {
    const now = performance.now(), still = app.getAttribute("data-test-script-state") === "notRunning"
    rests = still && !head.isConnected ? rests || now : 0
    const there = rests > 0 && now - rests > REST && drawn(main)
    if (!there && now - begun < LONGEST) return
    clearInterval(watch)
    host.remove()
  }, LOOK)
}

// Draws a Plotly figure and keeps its node from one change to the next, so that zoom and legend stay.
// The main picture goes first: a figure waits until it is near the screen and its data rests for a
// moment (but not for long, live figures never rest), and of several that came meanwhile draws the last.
// Where the figure is the main picture (data.main) it does not wait.

const REST = 120, PATIENCE = 500 // milliseconds
const NARROW = 560 // pixels: a phone
const instances = new WeakMap()

export function render({ data, parentElement, setStateValue }) {
  const node = parentElement.querySelector(".figure")
  let view = instances.get(node)
  if (!view) instances.set(node, (view = new View(node)))
  view.tell = cell => setStateValue("cell", cell)
  view.show(data)
}

export function remove(parentElement) {
  const node = parentElement.querySelector(".figure")
  instances.get(node)?.end()
  instances.delete(node)
}

class View {
  constructor(node) {
    this.node = node
    node.setAttribute("role", "img")
    this.seen = new IntersectionObserver(entries => {
      this.near = entries.at(-1).isIntersecting
      if (this.near && this.waiting) this.draw()
    }, { rootMargin: "300px" })
    this.seen.observe(node)
    this.sized = new ResizeObserver(() => this.fit())
    this.sized.observe(node)
  }

  show(data) {
    const { node } = this
    this.data = data
    node.style.minHeight = this.tall() + "px"
    node.setAttribute("aria-label", data.alt)
    this.waiting ??= performance.now()
    clearTimeout(this.timer)
    if (!this.near) return
    const left = PATIENCE - (performance.now() - this.waiting)
    const rest = data.main ? 0 : REST
    this.timer = setTimeout(() => this.draw(), this.drawn ? Math.max(Math.min(rest, left), 0) : 0)
  }

  async draw() {
    clearTimeout(this.timer)
    const { node, data } = this
    if (!window.Plotly) await import(location.origin + data.plotly)
    if (!node.isConnected || data !== this.data) return
    this.waiting = undefined
    const figure = JSON.parse(data.figure)
    figure.data.forEach(spell)
    figure.layout.height = this.tall()
    if (node.clientWidth < NARROW) narrow(figure, node.clientWidth)
    const options = { displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] }
    await window.Plotly.react(node, figure.data, figure.layout, options)
    if (!this.drawn) node.on("plotly_click", event => this.clicked(event.points[0]))
    this.drawn = true
    this.width = node.clientWidth
    node.dataset.painted = data.stamp
  }

  // a main picture grows with the screen
  tall() {
    const { height, main } = this.data
    return main ? Math.max(height, Math.round(window.innerHeight * 0.42)) : height
  }

  // the row and column of a heat map's cell; the time makes a second click on the same cell news
  clicked(point) {
    if (Array.isArray(point?.pointIndex)) this.tell([...point.pointIndex, Date.now()])
  }

  fit() {
    const width = this.node.clientWidth
    if (!this.drawn || !width || width === this.width) return
    this.width = width
    window.Plotly.Plots.resize(this.node)
  }

  end() {
    clearTimeout(this.timer)
    this.seen.disconnect()
    this.sized.disconnect()
    if (this.drawn) window.Plotly.purge(this.node)
  }
}

// What the hovers of a heat map say: the words of its row and of its column, and its norm where the
// colours are its powers of ten. One list a side is sent instead of a text for every cell.
function spell(trace) {
  if (!trace.meta?.y) return
  const { x, y, log } = trace.meta
  trace.customdata = trace.z.map((row, i) => row.map((z, j) => z === null ? null : [y[i], x[j], log ? power(z) : ""]))
}

function power(exponent) {
  if (exponent > -3 && exponent < 4) return (10 ** exponent).toPrecision(3)
  const whole = Math.floor(exponent)
  return `${(10 ** (exponent - whole)).toPrecision(3)}·10<sup>${whole}</sup>`.replace("-", "−")
}

// On a phone titles take several lines, a scale shows its ends, and words that need room are left out.
function narrow({ data, layout }, width) {
  const lines = [""]
  for (const word of (layout.title?.text ?? "").split(" ")) {
    const plain = (lines.at(-1) + " " + word).replace(/<[^>]*>/g, "")
    if (plain.length * 8.6 > width && lines.at(-1)) lines.push(word)
    else lines[lines.length - 1] += (lines.at(-1) && " ") + word
  }
  if (lines.length > 1) {
    layout.title.text = lines.join("<br>")
    layout.margin.t += 20 * (lines.length - 1)
  }
  layout.annotations = layout.annotations?.filter(note => note.name !== "roomy")
  for (const { colorbar } of data) {
    if (colorbar?.orientation !== "h") continue
    colorbar.tickangle = 0
    for (const name of ["tickvals", "ticktext"]) colorbar[name] = [colorbar[name][0], colorbar[name].at(-1)]
  }
}

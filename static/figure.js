// Draws a Plotly figure and keeps its node from one change to the next, so that zoom and legend stay.
// The main picture goes first: a figure waits until it is near the screen and its data rests for a
// moment (but not for long, live figures never rest), and of several that came meanwhile draws the last.

const REST = 120, PATIENCE = 500 // milliseconds
const instances = new WeakMap()

export function render({ data, parentElement }) {
  const node = parentElement.querySelector(".figure")
  let view = instances.get(node)
  if (!view) instances.set(node, (view = new View(node)))
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
    node.style.minHeight = data.height + "px"
    node.setAttribute("aria-label", data.alt)
    this.waiting ??= performance.now()
    clearTimeout(this.timer)
    if (!this.near) return
    const left = PATIENCE - (performance.now() - this.waiting)
    this.timer = setTimeout(() => this.draw(), this.drawn ? Math.max(Math.min(REST, left), 0) : 0)
  }

  async draw() {
    clearTimeout(this.timer)
    const { node, data } = this
    if (!window.Plotly) await import(location.origin + data.plotly)
    if (!node.isConnected || data !== this.data) return
    this.waiting = undefined
    const figure = JSON.parse(data.figure)
    const options = { displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] }
    await window.Plotly.react(node, figure.data, figure.layout, options)
    this.drawn = true
    this.width = node.clientWidth
    node.dataset.painted = data.stamp
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

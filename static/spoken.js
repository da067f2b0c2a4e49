// @ts-check
// What a screen reader is told of what changes: when it has come to rest, so that fast typing is not
// followed by a sentence for every key.

const REST = 1000 // milliseconds

export class Spoken {
  /** @type {string | undefined} */ wanted
  /** @type {ReturnType<typeof setTimeout> | undefined} */ timer

  /** @param {{ textContent: string | null }} node a live region that nobody sees */
  constructor(node) {
    this.node = node
  }

  /** What is there at first is read by who comes by; only what comes after is said. @param {string} text */
  say(text) {
    if (text === this.wanted) return
    const first = this.wanted === undefined
    this.wanted = text
    clearTimeout(this.timer)
    if (!first) this.timer = setTimeout(() => { this.node.textContent = text }, REST)
  }

  end() {
    clearTimeout(this.timer)
  }
}

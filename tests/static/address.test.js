// @ts-check
import assert from "node:assert/strict"
import test from "node:test"

import { Address, inSection, isAt, same } from "../../static/address.js"

/** @import { AddressData } from "../../static/types.d.ts" */

/** A browser's history, as the standard describes it, and an address that is kept in it. */
class Browser {
  entries = ["/?a=1"]
  at = 0
  now = 0
  written = 0

  constructor() {
    const url = () => new URL(this.entries[this.at], "http://here")
    const where = {
      get pathname() { return url().pathname }, get search() { return url().search }, hash: "",
    }
    const history = {
      state: null,
      /** @type {History["replaceState"]} */
      replaceState: (_state, _unused, to) => { this.entries[this.at] = String(to) },
      /** @type {History["pushState"]} */
      pushState: (_state, _unused, to) => {
        this.at += 1
        this.entries.splice(this.at, Infinity, String(to))
      },
    }
    this.address = new Address(history, where, () => this.now)
  }

  /** @type {(query: string, step?: AddressData["step"], more?: Partial<AddressData>) => boolean} */
  take(query, step = "made", more = {}) {
    this.written += 1
    const usual = {
      stamp: String(this.written), page: "", pages: ["truncate"], sections: ["step"], dial: "", answers: null,
      held: false,
    }
    return this.address.take({ ...usual, query, step, ...more })
  }

  /** @param {number} by */
  go(by) {
    this.at += by
    this.address.gone()
  }
}

test("a deliberate step is an entry, and one that goes by is none", () => {
  const one = new Browser()
  one.take("a=2")
  one.take("a=2&step=3", "passed")
  one.take("a=3")
  one.take("a=3")
  assert.deepEqual(one.entries, ["/?a=1", "/?a=2&step=3", "/?a=3"])
})

test("typed text is one entry when it has come to rest, and the one before is as it was", () => {
  const one = new Browser()
  assert.deepEqual(["t=h", "t=he", "t=hey"].map(query => one.take(query, "typed")), [true, true, true])
  assert.deepEqual(one.entries, ["/?t=hey"])
  one.address.rest()
  one.address.rest()
  assert.deepEqual(one.entries, ["/?a=1", "/?t=hey"])
})

test("what is typed and taken back is no entry", () => {
  const one = new Browser()
  one.take("a=12", "typed")
  one.take("a=1", "typed")
  one.address.rest()
  assert.deepEqual(one.entries, ["/?a=1"])
})

test("a step that follows typing at once comes after it", () => {
  const one = new Browser()
  one.take("t=hey", "typed")
  assert.equal(one.take("t=hey&net=gru"), false)
  assert.deepEqual(one.entries, ["/?a=1", "/?t=hey", "/?t=hey&net=gru"])
})

test("a dial that is turned is one entry until it is let go", () => {
  const one = new Browser()
  for (const [query, at] of /** @type {[string, number][]} */ ([["g=1", 0], ["g=2", 500], ["g=3", 1400], ["g=4", 2500]])) {
    one.now = at
    one.take(query, "made", { dial: "g" })
  }
  assert.deepEqual(one.entries, ["/?a=1", "/?g=3", "/?g=4"])
  one.take("g=4&h=1", "made", { dial: "h" })
  assert.equal(one.entries.length, 4)
})

test("nothing is written over an entry that was gone back to before the page has answered", () => {
  const one = new Browser()
  one.take("a=2")
  one.take("a=3")
  one.go(-1)
  one.go(-1)
  one.take("a=3&late=1", "made") // of a run that was under way
  one.take("a=2", "passed", { answers: "a=2" }) // the answer to the first Back
  assert.deepEqual(one.entries, ["/?a=1", "/?a=2", "/?a=3"])
  one.take("a=1", "passed", { answers: "a=1" })
  one.go(1)
  one.take("a=2", "passed", { answers: "a=2" })
  assert.deepEqual([one.entries, one.at], [["/?a=1", "/?a=2", "/?a=3"], 1])
  one.take("a=5", "made", { answers: "a=2" })
  assert.deepEqual(one.entries, ["/?a=1", "/?a=2", "/?a=5"])
})

test("an answer that never comes is not waited for for ever", () => {
  const one = new Browser()
  one.take("a=2")
  one.go(-1)
  one.now = 11000
  one.take("a=4")
  assert.deepEqual(one.entries, ["/?a=1", "/?a=4"])
})

test("the same writing twice, and one of a page that was left, change nothing", () => {
  const one = new Browser()
  one.take("a=2", "made", { stamp: "x" })
  one.take("a=3", "made", { stamp: "x" })
  one.take("b=1", "made", { page: "truncate" })
  assert.deepEqual(one.entries, ["/?a=1", "/?a=2"])
})

test("a page is an entry, but not where a lecture goes from scene to scene", () => {
  const one = new Browser()
  one.take("t=hey", "typed")
  one.address.opens({}, "", "/truncate")
  assert.deepEqual(one.entries, ["/?a=1", "/?t=hey", "/truncate"])
  one.take("", "passed", { page: "truncate", held: true })
  one.address.opens({}, "", "/vanish")
  assert.deepEqual(one.entries, ["/?a=1", "/?t=hey", "/vanish"])
})

test("a page is known by its path, below a folder, too", () => {
  assert.deepEqual(["/", "/rnn/", "/truncate", "/rnn/truncate/"].map(path => isAt(path, "", ["truncate"])), [true, true, false, false])
  assert.deepEqual(["/", "/truncate", "/rnn/truncate/"].map(path => isAt(path, "truncate", [])), [false, true, true])
})

test("queries are the same however they are written", () => {
  assert.ok(same("t=a%20b&n=", "t=a+b&n="))
  assert.ok(!same("t=a", "t=b"))
})

test("the section that the list of sections has written stays, whatever the page has heard", () => {
  assert.equal(inSection("a=2", "?a=1&section=step", ["step"]), "a=2&section=step")
  assert.equal(inSection("a=2&section=network", "?section=step", ["network", "step"]), "a=2&section=step")
  assert.equal(inSection("a=2&section=step", "?a=1", ["step"]), "a=2&section=step")
  assert.equal(inSection("text=a+b%26c", "?section=nonsense", ["step"]), "text=a+b%26c")
  const one = new Browser()
  one.entries[0] = "/?a=1&section=step"
  one.take("a=2")
  assert.deepEqual(one.entries, ["/?a=1&section=step", "/?a=2&section=step"])
})

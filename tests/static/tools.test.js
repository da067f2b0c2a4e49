// @ts-check
// The tools that check all this.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import test from "node:test"

const lock = readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8")

test("the lock holds for every registry: it names none", () => {
  assert.doesNotMatch(lock, /"resolved"/)
})

test("each tool is one exact version, and what it brings is what it was", () => {
  const { packages } = JSON.parse(lock)
  for (const version of Object.values(packages[""].devDependencies)) assert.match(version, /^\d+\.\d+\.\d+$/)
  for (const [name, { integrity }] of Object.entries(packages)) assert.ok(!name || integrity?.startsWith("sha512-"), name)
})

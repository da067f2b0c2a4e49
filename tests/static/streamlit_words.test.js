// @ts-check
// What Streamlit says by itself, in another language: whole texts, texts with something in them, and nothing else.

import assert from "node:assert/strict"
import test from "node:test"

import { translator } from "../../static/streamlit_words.js"

const said = translator({
  "Upload": "上传",
  "Error:": "错误：",
  "File must be {size} or smaller.": "文件最大为 {size}。",
  "Help for {label}": "关于“{label}”的说明",
  "{size} per file": "每个文件最多 {size}",
})

test("a whole text is said in another language, with the blanks around it", () => {
  assert.equal(said("Upload"), "上传")
  assert.equal(said("Error: "), "错误： ")
})

test("what stands in a text stays as it is", () => {
  assert.equal(said("95MB per file"), "每个文件最多 95MB")
  assert.equal(said("File must be 1.0MB or smaller."), "文件最大为 1.0MB。")
  assert.equal(said("Help for $& (h₀)\nagain"), "关于“$& (h₀)\nagain”的说明")
})

test("everything else is nobody's but the page's", () => {
  for (const text of ["", "Uploads", "upload", "per file", "File must be 1.0MB or smaller!", "上传", "constructor"])
    assert.equal(said(text), undefined, text)
  assert.equal(translator({})("Upload"), undefined)
})

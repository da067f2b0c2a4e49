// @ts-check
// How a figure fits a phone, large type and long words.

import assert from "node:assert/strict"
import test from "node:test"

import { enlarge, falls, narrow, power, SCALE, scaleOf, spell, tall, unpacked, wrapped, writeNumbers } from "../../static/figure_layout.js"
import { tenTo } from "../../static/numbers.js"

/** @import { Figure, Layout, Note, Trace } from "../../static/types.d.ts" */

/** @type {(given?: Partial<Layout>, data?: Trace[]) => Figure} */
const figure = (given = {}, data = []) => ({ data, layout: { height: 300, margin: { l: 60, r: 20, t: 40, b: 50 }, ...given } })

test("a main picture grows with the screen, and in large type all are higher", () => {
  assert.equal(tall({ height: 300, main: false }, 1000, 1), 300)
  assert.equal(tall({ height: 300, main: true }, 1000, 1), 420)
  assert.equal(tall({ height: 500, main: true }, 1000, 1), 500)
  assert.equal(tall({ height: 300, main: true, share: 0.35 }, 1000, 1), 350)
  assert.equal(tall({ height: 300, main: true, share: 0.35 }, 1000, 1.2), 550) // on a wall a scene shows it alone
  assert.equal(tall({ height: 300, main: true }, 1000, 1.2), 420)
  assert.equal(tall({ height: 300, main: false }, 1000, 1.5), 450)
  assert.equal(tall({ height: 300, main: false }, 500, 1.5), 350) // not higher than can be seen at once
  assert.equal(tall({ height: 400, main: false }, 500, 1.5), 400)
  assert.equal(tall({ height: 400, main: false, share: 0.9 }, 500, 1.5), 450) // but as high as it says
  assert.equal(tall({ height: 400, main: false, share: 0.9 }, 500, 1), 400)
})

test("in large type letters, lines and margins grow, and what is data does not", () => {
  const large = { title: { font: { size: 10 } }, xaxis: { range: [0, 8], tickfont: { size: 12 }, ticklabelstandoff: 3 },
    annotations: [{ text: "", x: 3, y: 4, xshift: 5, font: { size: 9 } }], shapes: [{ x0: 2, line: { width: 2 } }] }
  const trace = { x: [1, 2], y: [3, 4], line: { width: 3 }, marker: { size: 6, line: { width: 1 } }, width: 0.8 }
  const { layout, data } = figure(/** @type {object} */ (large), [trace])
  enlarge({ layout, data }, 2)
  assert.deepEqual(layout.margin, { l: 120, r: 40, t: 80, b: 100 })
  assert.deepEqual(layout, { ...layout, height: 300, title: { font: { size: 20 } }, xaxis: { range: [0, 8], tickfont: { size: 24 }, ticklabelstandoff: 6 },
    annotations: [{ text: "", x: 3, y: 4, xshift: 10, font: { size: 18 } }], shapes: [{ x0: 2, line: { width: 4 } }] })
  assert.deepEqual(trace, { x: [1, 2], y: [3, 4], line: { width: 6 }, marker: { size: 12, line: { width: 2 } }, width: 0.8 })
})

test("a heat map's hovers say the words of row and column, and the norm", () => {
  /** @type {Trace} */
  const trace = { z: [[1, null], [-5.3, 0]], meta: { y: ["a", "b"], x: ["c", "d"], log: true } }
  spell(trace)
  assert.deepEqual(trace.customdata, [[["a", "c", "10.0"], null], [["b", "c", "5.01·10⁻⁶"], ["b", "d", "1.00"]]])
  /** @type {Trace} */
  const plain = { z: [[2]], meta: { y: ["a"], x: ["c"] } }
  spell(plain)
  assert.deepEqual(plain.customdata, [[["a", "c", ""]]])
  assert.deepEqual([power(2), power(-2.5), power(4)], ["100", "3.16·10⁻³", "1.00·10⁴"])
})

test("a text is broken where words end, and Chinese after its signs", () => {
  assert.deepEqual(wrapped("one two three", 80, 10), ["one two", "three"])
  assert.deepEqual(wrapped("one <b>two</b> three", 80, 10), ["one <b>two</b>", "three"]) // tags take no room
  assert.deepEqual(wrapped("incomprehensible", 80, 10), ["incomprehensible"])
  assert.deepEqual(wrapped("第一步，第二步", 90, 10), ["第一步，", "第二步"])
  assert.deepEqual(wrapped(undefined, 80, 10), [""])
  assert.deepEqual(wrapped("it knows 80 % of it", 110, 10), ["it knows", "80 % of it"])
})

test("on a phone a long title takes several lines, and the picture is so much higher", () => {
  const { layout, data } = figure({ title: { text: "What arrives at every step of the way to the very first one" } })
  narrow({ layout, data }, 340, 1, "")
  assert.equal(layout.title?.text?.split("<br>").length, 2)
  assert.equal(layout.title?.pad?.t, 20)
  assert.deepEqual([layout.margin.t, layout.height], [62, 322])
})

test("in large type it takes more of them, with more room", () => {
  const { layout, data } = figure({ title: { text: "What arrives at every step of the way to the very first one" } })
  narrow({ layout, data }, 340, 1.5, "")
  assert.deepEqual([layout.title?.text?.split("<br>").length, layout.title?.pad?.t], [3, 30])
  assert.deepEqual([layout.margin.t, layout.height], [40 + 66, 300 + 66])
})

test("of a title of several lines each is broken where it has to be", () => {
  const { layout, data } = figure({ title: { text: "<b>What arrives at every step of the way to it</b><br>Up to the first" } })
  narrow({ layout, data }, 340, 1, "")
  assert.equal(layout.title?.text, "<b>What arrives at every step of the way<br>to it</b><br>Up to the first")
  assert.deepEqual([layout.margin.t, layout.height], [62, 322])
  const fits = figure({ title: { text: "<b>What arrives</b><br>Up to the first" } })
  narrow(fits, 340, 1, "")
  assert.deepEqual(fits.layout, figure({ title: { text: "<b>What arrives</b><br>Up to the first" } }).layout)
})

test("a title is broken only where it has to be", () => {
  for (const [letters, lines] of [[38, 1], [39, 2]]) {
    const { layout, data } = figure({ title: { text: "x".repeat(letters - 2) + " y" } })
    narrow({ layout, data }, 340, 1, "")
    assert.equal(layout.title?.text?.split("<br>").length, lines)
  }
})

test("what stands above pictures takes as many lines as its half has room for", () => {
  const note = (/** @type {string} */ text, y = 1.05) => ({ text, x: 0, y, yref: "paper" })
  const { layout, data } = figure({ annotations: [note("what the class has drawn before"), note("short"), note("what is said below it is left as it is", 0.5)] })
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual(layout.annotations?.map(one => one.text), ["what the class has<br>drawn before", "short", "what is said below it is left as it is"])
  assert.deepEqual([layout.margin.t, layout.height], [58, 318])
})

test("a name that stands alone above a picture has its whole width", () => {
  const { layout, data } = figure({ annotations: [{ text: "readout only, 16 units, rate 1", x: 0, y: 1, yref: "paper" }, { text: "the next one", x: 0, y: 0.5, yref: "paper" }] })
  narrow({ layout, data }, 340, 1, "")
  assert.equal(layout.annotations?.[0].text, "readout only, 16 units, rate 1")
  assert.equal(layout.height, 300)
})

test("a title that fits is left as it is", () => {
  const { layout, data } = figure({ title: { text: "Short", y: 0.9 } })
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual(layout, figure({ title: { text: "Short", y: 0.9 } }).layout)
})

test("words under the axis are broken to the room on both sides of its middle", () => {
  const { layout, data } = figure({ xaxis: { title: { text: "updates of the weights since the beginning of training" } } })
  narrow({ layout, data }, 340, 1, "")
  // 300 pixels: the middle of the axis is 40 nearer to the right edge
  assert.equal(layout.xaxis?.title?.text, "updates of the weights since the<br>beginning of training")
  assert.deepEqual([layout.margin.b, layout.height], [69, 319])
})

test("what needs room is left out, and of many letters only every fifth is written", () => {
  /** @type {Note[]} */
  const annotations = [{ name: "roomy", text: "", x: 0, y: 0 }, { text: "stays", x: 0, y: 0 }]
  /** @type {Trace} */
  const trace = { x: [...Array(20).keys()], y: Array(20).fill(1), text: [..."abcdefghijklmnopqrst"], meta: { roomy: true } }
  const { layout, data } = figure({ annotations }, [trace])
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual(layout.annotations?.map(note => note.text), ["stays"])
  assert.deepEqual(trace.text?.filter(Boolean), ["a", "e", "j", "o", "t"])
  assert.deepEqual([trace.y?.[0], trace.textposition], [1.4, "top center"])
})

test("a few letters stay in their circles", () => {
  for (const [letters, kept] of [[15, 15], [16, 4]]) {
    /** @type {Trace} */
    const trace = { x: [...Array(letters).keys()], text: Array(letters).fill("a"), meta: { roomy: true } }
    narrow(figure({}, [trace]), 340, 1, "")
    assert.equal(trace.text?.filter(Boolean).length, kept)
  }
})

test("names are crowded as soon as they have no room beside each other", () => {
  const angle = (/** @type {number} */ letters, by = 1) => {
    const { layout, data } = figure({ xaxis: { ticktext: ["a".repeat(letters - 5), "a&nbsp;bcd"] } })
    narrow({ layout, data }, 340, by, "")
    return layout.xaxis?.tickangle
  }
  assert.deepEqual([angle(30), angle(31), angle(21, 1.5)], [undefined, -90, -90]) // of 260 pixels
})

test("crowded names stand upright, and the numbers at their bars, too", () => {
  const names = ["a rather long name", "another one", "a third one that is long"]
  /** @type {Trace} */
  const bars = { type: "bar", text: ["1", "2", "3"] }
  const { layout, data } = figure({ xaxis: { ticktext: names } }, [bars])
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual([layout.xaxis?.tickangle, bars.textangle], [-90, -90])
})

test("lying bars leave room for their names and ends, and a flat scale shows its ends", () => {
  /** @type {Trace} */
  const bars = { type: "bar", orientation: "h" }
  /** @type {Trace} */
  const map = { colorbar: { orientation: "h", tickvals: [1, 2, 3], ticktext: ["a", "b", "c"] } }
  const { layout, data } = figure({ xaxis: { range: [0, 10] }, yaxis: { ticktext: ["one option that is long", "b"] } }, [bars, map])
  narrow({ layout, data }, 400, 1, "")
  assert.deepEqual(layout.yaxis?.ticktext, ["one option that<br>is long", "b"])
  assert.deepEqual([layout.margin.l, layout.xaxis?.range, layout.xaxis?.dtick], [144, [0, 14], 2])
  const finer = figure({ xaxis: { range: [0, 10], dtick: 5 }, yaxis: { ticktext: ["a"] } }, [{ type: "bar", orientation: "h" }])
  narrow(finer, 400, 1.5, "")
  assert.deepEqual([finer.layout.xaxis?.dtick, finer.layout.yaxis?.tickfont], [10, { size: 21 }])
  assert.deepEqual([layout.yaxis?.tickfont, bars.textfont], [{ size: 14 }, { size: 14 }])
  assert.deepEqual(map.colorbar, { orientation: "h", tickangle: 0, tickvals: [1, 3], ticktext: ["a", "c"] })
  const before = figure({ xaxis: { range: [0, 10] }, yaxis: { ticktext: Array(12).fill("one option that is long") } }, [{ type: "bar", orientation: "h" }])
  narrow(before, 400, 1, "")
  const { height, margin } = before.layout
  assert.equal(height - margin.t - margin.b, 12 * (2 * 19 + 8)) // no name lies on the next
})

test("two pictures move together, and names move from the ends of curves into a legend", () => {
  /** @type {Note[]} */
  const annotations = [{ name: "end", text: "GRU", x: 1, y: 1 }, { name: "beside", text: "right", x: 1, y: 0.5, xshift: 9 }]
  const { layout, data } = figure({ meta: { halves: true }, xaxis: { domain: [0, 0.4] }, xaxis2: { domain: [0.5, 1] }, annotations })
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual([layout.xaxis?.domain, layout.xaxis2?.domain], [[0, 0.62], [0.69, 1]])
  assert.deepEqual(layout.annotations, [{ name: "beside", text: "right", x: 1, y: 1, xshift: 0, xanchor: "right", yref: "paper", yanchor: "bottom" }])
  assert.deepEqual([layout.showlegend, layout.margin.t, layout.height], [true, 64, 324])
  assert.deepEqual(layout.legend, { orientation: "h", x: 0, y: 1 + 24 / (324 - 64 - 50), yanchor: "bottom" })
  assert.deepEqual(layout.title, { y: 1, yanchor: "top", pad: { t: 14 } })
})

test("words under each of two pictures have its width, and what only has two axes is left alone", () => {
  const axes = () => ({
    xaxis: { domain: /** @type {[number, number]} */ ([0, 0.4]), title: { text: "what each of the class says" } },
    xaxis2: { domain: /** @type {[number, number]} */ ([0.5, 1]), title: { text: "all of the class" } },
  })
  const two = figure({ meta: { halves: true }, ...axes() })
  narrow(two, 340, 1, "") // 0.62 of 260 pixels and 14: 20 letters
  assert.deepEqual([two.layout.xaxis?.title?.text, two.layout.xaxis2?.title?.text], ["what each of the<br>class says", "all of the<br>class"])
  const one = figure(axes())
  narrow(one, 340, 1, "")
  assert.deepEqual([one.layout.xaxis?.domain, one.layout.margin.r], [[0, 0.4], 20])
})

test("what is said at the right of curves goes onto the picture, on the side where the curve is not", () => {
  /** @type {(y: number[]) => Note} */
  const brought = y => {
    /** @type {Note[]} */
    const annotations = [{ text: "<b>GRU</b> 0.52", x: 9, y: 0.5, xanchor: "left", xshift: 6 }, { text: "inside", x: 2, y: 0.5, xanchor: "left", xshift: 6 }]
    const { layout, data } = figure({ margin: { l: 50, r: 200, t: 40, b: 50 }, legend: {}, yaxis: { range: [0, 1] }, annotations }, [{ mode: "lines", y }])
    narrow({ layout, data }, 340, 1, "#ffffff")
    assert.equal(layout.margin.r, 20)
    assert.equal(layout.annotations?.[1].text, "inside")
    return /** @type {Note} */ (layout.annotations?.[0])
  }
  const level = brought([0.5, 0.5, 0.5, 0.5])
  assert.deepEqual([level.text, level.xanchor, level.xshift, level.yshift, level.bgcolor], ["0.52", "right", -2, 9, "#ffffffb0"])
  assert.equal(brought([1, 0.9, 0.8, 0.5]).yshift, -11)
})

test("axes beside each other that are named alike are named once", () => {
  const title = { text: "reaches h of step k" }
  const { layout, data } = figure({ margin: { l: 50, r: 20, t: 40, b: 50 }, xaxis: { domain: [0, 0.4], title: { ...title } } })
  Object.assign(layout, { xaxis2: { domain: [0.5, 0.9], title: { ...title } }, xaxis3: { domain: [0, 0.4], title: { ...title } } })
  narrow({ layout, data }, 340, 1, "#ffffff")
  const said = [layout.xaxis, layout.xaxis2, /** @type {any} */ (layout).xaxis3].map(axis => axis?.title?.text)
  assert.deepEqual([Boolean(said[0]), said[1], Boolean(said[2])], [true, "", true])
})

test("of a column beside curves only numbers stay there, and what floors are is said under the picture", () => {
  const look = { x: 1, xref: "paper", showarrow: true, xanchor: "left", ax: 16 }
  /** @type {Note[]} */
  const annotations = [{ name: "floor", text: "0.52  only lag 3 learned", hovertext: "0.52  only lag 3 learned, 75 % right", y: 0.52, ay: -4, ...look },
    { name: "end 0.518", text: "cut every 5,<br>16 units 0.518 ± 0.001", y: 0.51, ay: 9, ...look },
    { name: "end 0.7", text: "early 0.7", x: 2, y: 0.7, xshift: 8, xanchor: "left", showarrow: false }]
  const { layout, data } = figure({ margin: { l: 50, r: 200, t: 40, b: 50 }, legend: {}, annotations, xaxis: { title: { text: "samples seen" } } })
  narrow({ layout, data }, 340, 1, "#ffffff")
  const [floor, end, early] = layout.annotations ?? []
  assert.deepEqual([floor.text, floor.xanchor, floor.ay], ["0.52", "left", -4])
  assert.equal(layout.xaxis?.title?.text, "samples seen<br>0.52 only lag 3 learned, 75 % right")
  assert.deepEqual([end.text, end.xanchor, end.ay], ["0.518", "left", 9])
  assert.equal(early.text, "early 0.7")
  assert.equal(layout.margin.r, 72)
})

test("numbers in hovers are written as all others are, also packed ones", () => {
  const packed = btoa(String.fromCharCode(...new Uint8Array(new Float32Array([0.5, 0.00819, NaN, 6e5]).buffer)))
  /** @type {Trace} */
  const curve = { y: /** @type {any} */ ({ dtype: "f4", bdata: packed, shape: "4" }), hovertemplate: "one: %{y:digits}<extra></extra>" }
  writeNumbers(curve)
  assert.deepEqual(curve.customdata, [["0.5"], ["8.19·10⁻³"], ["?"], ["6.00·10⁵"]].map((row, n) => n ? row : ["0.500"]))
  assert.equal(curve.hovertemplate, "one: %{customdata[0]}<extra></extra>")
  /** @type {Trace} */
  const heat = { z: [[0.25, null]], hovertemplate: "step %{x}: %{z:percent}" }
  writeNumbers(heat)
  assert.deepEqual([heat.customdata, heat.hovertemplate], [[[["25 %"], [""]]], "step %{x}: %{customdata[0]}"])
  /** @type {Trace} */
  const plane = { x: [0.5], y: [-0.25], hovertemplate: "%{x:digits} %{y:signed} i" }
  writeNumbers(plane)
  assert.deepEqual([plane.customdata, plane.hovertemplate], [[["0.500", "− 0.250"]], "%{customdata[0]} %{customdata[1]} i"])
  /** @type {Trace} */
  const plain = { y: [1], hovertemplate: "%{y}" }
  writeNumbers(plain)
  assert.equal(plain.customdata, undefined)
  assert.deepEqual(unpacked({ dtype: "f4", bdata: packed, shape: "2, 2" }), [[0.5, Math.fround(0.00819)], [NaN, 6e5]])
})

test("leaders grow with the type, arrows between places of data do not", () => {
  const annotations = [{ text: "", x: 1, y: 1, ax: 16, ay: -4 }, { text: "", x: 1, y: 1, ax: 16, ay: -4, axref: "x" }]
  const { layout, data } = figure({ annotations })
  enlarge({ layout, data }, 2)
  assert.deepEqual(layout.annotations?.map(({ ax, ay }) => [ax, ay]), [[32, -8], [16, -4]])
})

test("a curve falls to a note only if it ends there and was higher before", () => {
  /** @type {Note} */
  const note = { text: "", x: 1, y: 0 }
  const layout = figure({ yaxis: { range: [-3, 1], type: "log" } }).layout
  assert.equal(falls([{ mode: "lines", y: [10, 10, 10, 1] }], note, layout), true)
  assert.equal(falls([{ mode: "lines", y: [1, 1, 1, 1] }], note, layout), false)
  assert.equal(falls([{ mode: "lines", y: [10, 10, 10, 10] }], note, layout), false)
  assert.equal(falls([{ mode: "lines", y: [10, 10, 10, null] }], note, layout), false)
  assert.equal(falls([{ mode: "lines", y: [10, 1, 1, 1] }], note, layout), false) // it came down long before
  assert.equal(falls([{ mode: "lines", y: [1.6, 1.6, 1.6, 1] }], note, layout), false) // 0.2 of 4
  assert.equal(falls([{ mode: "markers", y: [10, 10, 10, 1] }], note, layout), false)
})

test("what hovers say is written when somebody points there, and packed numbers are unpacked once", () => {
  const bdata = Buffer.from(new Float32Array([-3, NaN, 0.5, 1]).buffer).toString("base64")
  /** @type {Trace} */
  const trace = { z: /** @type {any} */ ({ bdata, dtype: "f4", shape: "2, 2" }), meta: { y: ["a", "b"], x: ["c", "d"], log: true } }
  spell(trace)
  assert.deepEqual(trace.z, [[-3, NaN], [0.5, 1]])
  const said = /** @type {any[][]} */ (trace.customdata)
  assert.equal(said.length, 2)
  assert.ok(Object.getOwnPropertyDescriptor(said, 0)?.get)
  assert.deepEqual(said[0], [["a", "c", tenTo(-3, 3)], null])
  assert.equal(said[1], said[1]) // made once
  assert.deepEqual(said[1][1], ["b", "d", "10.0"])
})

test("on a phone names that are to be listed stand in a legend instead of at the curves' ends", () => {
  const notes = [{ name: "end", text: "a", x: 5, y: 0 }, { text: "stays", x: 1, y: 0 }]
  const { layout, data } = figure({ meta: { listed: true }, annotations: notes, margin: { l: 76, r: 190, t: 48, b: 52 } },
    [{ name: "a", mode: "lines", showlegend: false }])
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual(layout.annotations?.map(note => note.text), ["stays"])
  assert.deepEqual([layout.showlegend, layout.legend?.orientation, data[0].showlegend, layout.margin.r], [true, "h", true, 20])
})

test("a scale beside maps lies under them on a phone, with its ends, and steps without room are thinned out", () => {
  const colorbar = { title: { text: "share", side: "right" }, tickvals: [0, 0.5, 1], ticktext: ["0 %<br>nothing", "50 %", "100 %<br>all"] }
  const steps = Array.from({ length: 16 }, (_, place) => place)
  const xaxis = { tickvals: [...steps], ticktext: steps.map(step => String(step + 1)) }
  /** @type {Trace[]} */
  const data = [{ type: "scatter", marker: { colorbar } }]
  const { layout } = figure({ xaxis, margin: { l: 60, r: 140, t: 40, b: 50 } }, data)
  const before = layout.height
  narrow({ layout, data }, 340, 1, "")
  assert.deepEqual([scaleOf(data[0])?.orientation, colorbar.title.side], ["h", "top"])
  assert.deepEqual([colorbar.tickvals, colorbar.ticktext], [[0, 1], ["0 %<br>nothing", "100 %<br>all"]])
  assert.deepEqual([layout.margin.r, layout.height - before, layout.margin.b], [36, SCALE, 50 + SCALE])
  assert.deepEqual(xaxis.ticktext, ["2", "4", "6", "8", "10", "12", "14", "16"]) // 244 pixels for 16 of 23
  assert.deepEqual(xaxis.tickvals, [1, 3, 5, 7, 9, 11, 13, 15])
})

"use strict";
(() => {
  const pictures = PICTURES
  const said = SENTENCES
  const options = { displayModeBar: false, displaylogo: false, responsive: true }
  const night = matchMedia("screen and (prefers-color-scheme: dark)") // paper is white
  const slider = document.querySelector(".timeline input")
  const told = document.querySelector(".timeline output")

  // a value with some of its parts changed; what does not change is shared
  const put = (value, [first, ...rest], part) => {
    const made = Array.isArray(value) ? [...value] : { ...value }
    made[first] = rest.length ? put(value[first], rest, part) : part
    return made
  }

  const figureAt = (picture, at, dark) => {
    const moment = picture.moments[at]
    const whole = dark ? picture.dark : picture.light
    const changes = moment ? (dark && moment.dark) || moment.light : []
    return changes.reduce((figure, [way, part]) => (way.length ? put(figure, way, part) : part), whole)
  }

  const draw = () => {
    const at = slider ? Number(slider.value) : -1
    document.querySelectorAll("figure").forEach((place, number) => {
      const picture = pictures[number]
      const moment = picture.moments[at]
      if (moment) {
        place.querySelector("h2").textContent = moment.title
        place.querySelector("figcaption").textContent = moment.words
      }
      const chart = place.querySelector(".chart")
      chart.setAttribute("aria-label", moment ? moment.words : picture.words)
      const { data, layout } = figureAt(picture, at, night.matches)
      // Plotly writes into what it is handed
      void window.Plotly.react(chart, structuredClone(data), structuredClone(layout), options)
    })
    if (slider) {
      slider.setAttribute("aria-valuetext", said[at])
      told.textContent = said[at]
    }
  }

  // what is wider than the screen is moved by the arrow keys, too
  const reach = () => {
    for (const part of document.querySelectorAll(".scroll"))
      part.tabIndex = part.scrollWidth > part.clientWidth ? 0 : -1
  }

  slider?.addEventListener("input", draw)
  addEventListener("resize", reach)
  night.addEventListener("change", draw)
  draw()
  reach()
})()

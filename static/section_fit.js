// @ts-check
// How many entries of the list of a page's sections have room in its lines.

/**
 * Which entries stand in the lines, by their places: as many of the first as there is room for, and those
 * that must, which is the current one.
 * @param {number[]} widths of all entries, in pixels
 * @param {number[]} kept the places of those that must
 * @param {number} last the width of what comes after them all
 * @param {{ width: number, lines: number, gap: number }} room
 */
export function fitting(widths, kept, last, room) {
  const places = widths.map((_width, place) => place)
  for (let count = widths.length; count > 0; count--) {
    const some = places.filter(place => place < count || kept.includes(place))
    if (lines([...some.map(place => widths[place]), last], room) <= room.lines) return some
  }
  return kept
}

/**
 * The same, with those that may stay if all of them have room.
 * @param {number[]} widths
 * @param {number[]} kept
 * @param {number[]} liked their places
 * @param {number} last
 * @param {{ width: number, lines: number, gap: number }} room
 */
export function preferring(widths, kept, liked, last, room) {
  const both = widths.map((_width, place) => place).filter(place => kept.includes(place) || liked.includes(place))
  const all = lines([...both.map(place => widths[place]), last], room) <= room.lines
  return fitting(widths, all ? both : kept, last, room)
}

/**
 * How many lines some entries take that are not broken.
 * @param {number[]} widths
 * @param {{ width: number, gap: number }} room
 */
export function lines(widths, { width, gap }) {
  let count = 1, used = 0
  for (const wide of widths) {
    const next = used ? used + gap + wide : wide
    if (used && next > width) count++
    used = used && next > width ? wide : next
  }
  return count
}

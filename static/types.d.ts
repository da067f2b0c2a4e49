// What the modules are handed: the data that each component is sent by the page (the Python that makes
// them is named), what its reader's choices are told as, and what a follower's socket says.

export type Place = HTMLElement | ShadowRoot

/** What Streamlit calls a component with, whenever its data have changed. */
export interface Component<Data, State extends object = Record<never, never>> {
  data: Data
  parentElement: Place
  setStateValue<Name extends keyof State & string>(name: Name, value: State[Name]): void
}

/** English texts and what they are in the reader's language; empty for English. */
export type Words = Record<string, string>
export type Fields = Record<string, string | number | null | undefined>
/** A text of the interface in the reader's language, with its fields filled in. */
export type InWords = (text: string, fields?: Fields) => string

// -- unrolled.js: figures, unrolled network

export type Prediction = [label: string, share: number, words: string]

export interface UnrolledChain {
  pieces: string[]
  answers: string[]
  unknown: number[] // the steps whose piece is in no vocabulary
  scale: number
  states: string // 16-bit integers in base64, by row, step and unit
  initial: string
  numbers?: string[] // the states as text, where two decimals are too few
  predictions: Prediction[][] // by step, best first
}

export interface UnrolledData extends UnrolledChain, Placed {
  step: number
  example: boolean
  cell: string
  form?: string // which of two cells of one name
  layers: number
  directions: number
  hidden: number // units that are drawn
  of?: number // all of a wide layer
  units?: number[][] // which of them are drawn, by row, from 0
  embedding: boolean
  memory?: boolean // whether c is handed on beside h
  readout: boolean
  output: "softmax" | "sigmoid" | "linear"
  untrained: boolean // its guesses are neither right nor wrong
  colours: string[]
  alt: string
  followed?: boolean // in a lecture, whose steps are its lecturer's to choose
  dark: boolean
  words?: Words
  exactAt?: string // where its numbers are to be had to the last digit
  exact?: ExactNumbers // the same where nobody can be asked
  second?: UnrolledChain
  difference?: (number | null)[]
}

export interface UnrolledState {
  step: number
  unit: [row: number, unit: number]
}

// -- sections.js: ui/components/section_list

export interface SectionsData {
  label: string
  asked: string // the section that the address names, "" for none
  contents: string // what the button is called that opens all of them
  sections: [word: string, title: string, folded: boolean, names: string][]
}

// -- arrivals.js: figures, arrivals

/** What is at a step: something arrives, is cut off, is lost to an overflow, is zero, or can be nothing. */
export type ArrivalKind = "some" | "cut" | "lost" | "zero" | "none"

export interface ArrivalsData extends Placed {
  pieces: string[]
  slots: number
  step: number
  rows: number[]
  kinds: ArrivalKind[]
  places: (number | null)[] // from 0 to 1 on the scale of norms
  labels: string[]
  norms: (number | null)[] // to their last digit
  readNorms: (number | null)[] | null
  shades: ([ground: string, ink: string] | null)[] | null
  shadeLabels: string[] | null
  start: string
  say: string
  axis: string
  letter: string
  loss: boolean
  backwards: boolean
  first: number | null
  cut: string
  left: number
  right: number
  colours: string[]
  nothing: string
  overflow: string
  accent: string
  dark: boolean
  alt: string
  followed?: boolean // in a lecture, whose steps are its lecturer's to choose
  words?: Words
}

// -- figure.js: Plotly figures, as far as they are changed here

export interface FigureData extends Placed {
  figure: string // JSON of a Figure
  height: number
  alt: string
  plotly: string
  stamp: string
  exactAt?: string // where its numbers are to be had to the last digit, "" where all of them are drawn
  main: boolean
  share?: number // of the window's height that a main picture takes at least, and others at most in large type
  words?: Words
}

// -- exact_numbers.js: ui/components/kept_numbers

export type ExactTrace = Pick<Trace, "x" | "y" | "z" | "meta">

/** A table: what its columns are called, and the columns, equally long. */
export interface Sheet {
  heads: string[]
  columns: ((string | number | null)[] | Packed)[]
}

export interface ExactNumbers {
  traces: Record<number, ExactTrace> // by the place of the trace in its figure
  sheets: Sheet[] // instead of what the traces say, if there are any
}

// -- live.js: pictures that go on while the script rests

export interface LiveData {
  socket: string
  state: string // what the script knows
  typed?: TypedData // where the pictures are of what is typed
}

export interface TypedData {
  asked: Record<string, string> // all that the script has set
  boxes: string[] // the keys of those that are typed into
  text: number // the checksum of what the script has found in them
  open: boolean // whether the script knows that the line is open
  asks: boolean // whether pictures are to come before there is a key
}

/** What a picture is told by the script beside what it shows. */
export interface Placed {
  live?: string // the name under which newer ones come over a socket
  placed?: string | number // another one whenever the script places it anew
  text?: number | null // the checksum of the boxes that it is of
}

export type LivePiece = { kind: "html"; data: string } | { kind: "figure"; data: FigureData }
  | { kind: "unrolled"; data: UnrolledData } | { kind: "arrivals"; data: ArrivalsData }

export interface LiveNews {
  number?: number // of what was asked for
  state: string
  pieces: Record<string, LivePiece>
}

/** How wide a text is in a size of type, in pixels. */
export type Measure = (text: string, size: number) => number

export interface Title {
  text?: string
  side?: string
  font?: { size?: number }
  y?: number
  yanchor?: string
  standoff?: number
  pad?: { t?: number, l?: number }
}

export interface Axis {
  title?: Title
  domain?: [number, number]
  range?: [number, number]
  autorange?: boolean | "reversed"
  type?: string
  tickvals?: number[]
  ticktext?: string[]
  tickfont?: { size?: number }
  tickangle?: number
  dtick?: number
  nticks?: number
  showgrid?: boolean
  side?: string
  gridcolor?: string
  showline?: boolean
  linecolor?: string
  ticks?: string
  tickcolor?: string
  ticklabelstandoff?: number
}

export interface Note {
  name?: string
  text: string
  hovertext?: string
  x: number
  y: number
  xref?: string
  yref?: string
  xanchor?: string
  yanchor?: string
  xshift?: number
  yshift?: number
  ax?: number
  ay?: number
  axref?: string
  arrowhead?: number
  arrowwidth?: number
  arrowcolor?: string
  standoff?: number
  showarrow?: boolean
  align?: string
  font?: { size?: number, color?: string }
  textangle?: number
  borderpad?: number
  bgcolor?: string
  opacity?: number
}

/** How a line is drawn. */
export interface Pen {
  color?: string | undefined
  width?: number
  dash?: string
  shape?: string
}

export interface Shape {
  type: string
  x0?: number
  x1?: number
  y0?: number
  y1?: number
  xref?: string
  yref?: string
  xsizemode?: string
  ysizemode?: string
  xanchor?: number
  yanchor?: number
  path?: string
  line?: Pen
  fillcolor?: string
  layer?: string
}

/** How letters on a canvas look. */
export interface Written {
  size: number // pixels
  family: string
  colour: string
}

export type Margin = Record<"l" | "r" | "t" | "b", number>

export interface Layout {
  paper_bgcolor?: string
  plot_bgcolor?: string
  height: number
  margin: Margin
  // least: how many pixels wide it has to be; tight: the table under it begins beside the axis's name
  // beside: how many pictures stand beside each other, each over the same x
  // listed: on a phone a legend has the names at the ends of the curves
  // quick: may be drawn on a canvas while somebody types
  meta?: { quick?: boolean; halves?: boolean; listed?: boolean; least?: number; tight?: boolean; beside?: number; strip?: string; back?: number[][][] }
  title?: Title
  font?: { size?: number; family?: string; color?: string }
  shapes?: Shape[]
  images?: { source: string, opacity: number, xref: string, yref: string, x: number, y: number, sizex: number }[]
  xaxis?: Axis
  xaxis2?: Axis
  yaxis?: Axis
  annotations?: Note[]
  width?: number
  showlegend?: boolean
  legend?: { orientation?: string; tracegroupgap?: number; x?: number; xref?: string; xanchor?: string; y?: number; yref?: string; yanchor?: string }
}

/** Numbers as Plotly packs them. */
export interface Packed {
  dtype: string
  bdata: string
  shape?: string
}
export type Numbers = (number | null)[] | Packed | Float32Array | Float64Array

export interface ColourBar {
  title?: Title; orientation?: string; tickangle?: number; tickvals?: number[]; ticktext?: string[]
  thickness?: number; len?: number; tickfont?: { size?: number; color?: string }; x?: number; y?: number; yref?: string
}

export interface Trace {
  type?: string
  name?: string
  showlegend?: boolean
  mode?: string
  orientation?: string
  hoverinfo?: string
  opacity?: number
  xaxis?: string
  yaxis?: string
  x?: number[]
  y?: (number | null)[]
  z?: (number | null)[][]
  x0?: number
  dx?: number
  y0?: number
  dy?: number
  zmin?: number
  zmax?: number
  colorscale?: [place: number, colour: string][]
  showscale?: boolean
  line?: Pen
  text?: string[]
  texttemplate?: string // of a heat map whose cells have texts, in rows
  textposition?: string
  textangle?: number
  textfont?: { size?: number }
  marker?: { size?: number, symbol?: string, color?: string, colorbar?: ColourBar }
  customdata?: unknown[] | unknown[][]
  hovertemplate?: string
  fill?: string
  colorbar?: ColourBar
  meta?: { x?: string[]; y?: string[]; log?: boolean; roomy?: boolean; fits?: boolean; values?: (number | null)[] }
}

export interface Figure {
  data: Trace[]
  layout: Layout
}

/** A curve as it is drawn, which may be several with gaps between them, each with hovers of its own. */
export type DrawnTrace = Trace | (Omit<Trace, "x" | "hovertemplate"> & { x: (number | null)[]; hovertemplate: string[] })

/** Curves as they are drawn, and where in them a point of a figure's curve stands. */
export interface Joined {
  data: DrawnTrace[]
  at(curve: number, point: number): { curveNumber: number; pointNumber: number }
}

/** A box that somebody has drawn: its ends across and up, the picture that it lies in, and when. */
export type Box = [left: number, right: number, low: number, high: number, panel: number, time: number]
/** A node that Plotly has drawn into. */
export interface PlotlyNode extends HTMLElement {
  on(event: "plotly_click" | "plotly_hover", heard: (event: { points: { pointIndex?: unknown; x?: unknown; y?: unknown; data?: { xaxis?: string } }[] }) => void): void
  on(event: "plotly_selected", heard: (event?: { range?: Record<string, number[]> }) => void): void
  on(event: "plotly_unhover", heard: () => void): void
  _fullLayout?: Record<string, DrawnAxis | undefined>
}
/** An axis as Plotly has drawn it: from a value to pixels. */
export interface DrawnAxis {
  _offset: number
  _length: number
  range?: number[]
  d2p(value: number): number
}
/** What somebody points at in strips over one time axis: a step, and a loss by its step, both from 1. */
export interface Aim { step: number; loss: number | undefined }

/** What shares two axes of a figure: a matrix, or series of points. */
export type Picture = Grid | {
  kind: "series"; subplot: string; across: string; up: string; x: Axis | undefined; y: Axis | undefined; all: Series[]
}
export interface Grid {
  kind: "grid"
  subplot: string
  across: string // what stands at its axes
  up: string
  x: Axis | undefined
  y: Axis | undefined
  layers: { curve: number; trace: Trace; cells: (number | null)[][] }[]
}
export interface Series {
  curve: number
  name: string
  lying: boolean // bars to the right
  places: number[] // of the points that have a value
  along(i: number): number
  word(i: number): string
  value(i: number): number | null
  drawn(i: number): number // where on its axis
}
export interface Table {
  caption: string
  heads: string[]
  rows: string[][]
}
/** Where a value is drawn. */
export interface Drawn {
  curve: number
  point: number | [number, number]
  subplot: string
  x: number
  y: number
  wide: number // of a cell, on the axes
  tall: number
}
/** Where somebody stands who walks through a figure: in which picture, series or row, at which point or column. */
export interface Spot {
  picture: number
  row: number
  at: number
}

// -- the small ones

export interface DrawData {
  cells: string // 16 hexadecimal digits, a row in two
  stamp: number | string
  words?: Words
}

export interface KeysData {
  token: string
  heard: [moves: number, asks: number, runs: number]
}

export type KeysSaid = [
  token: string | null, moves: number, asks: number, runs: number, ends: boolean, count: number,
]

export interface TourData {
  name: string
  steps: { target: string; words: string }[]
  of: string
  skip: string
  back: string
  next: string
  done: string
}

export interface ClockData {
  since: number
  now: number
  time: string
  passed: string
}

export interface ContrastData {
  chosen: boolean | null
  wanted: boolean
}

export interface WholePageData {
  lang: string
  page: string // its word
  title: string
  names: Record<string, string> // of the languages: how each is tagged
  pages: string // what the links in the sidebar are, in a word
  scrolls: string // what a box is called that says of itself only that it scrolls
  words: Words // Streamlit's own
}

// -- follow.js: who follows a lecture

/** All that the browser's side says by itself, by name. */
export type FollowWords = Record<
  | "connecting" | "lost" | "waiting" | "asked" | "shut" | "send" | "sent" | "closed" | "right" | "yours" | "sketch"
  | "sketched" | "point" | "lag" | "across" | "lags" | "unheard",
  string
>

export interface FollowData {
  socket: string
  words: FollowWords
  themes: Record<"light" | "dark", Record<string, string>>
  modules: Record<string, string>
  styles: Record<string, string>
}

/** A curve's field, or a slider: from low to high, on a log scale or not. */
export interface Scale {
  low: number
  high: number
  log: boolean
}

export interface Question extends Scale {
  kind: "choose" | "number" | "sketch"
  text: string
  options: string[]
  unit: string
  last: number
  at: number
  across: string
  // what is right, once the class may know it
  right?: number | null
  truth?: number[]
}

export type Answer = number | number[]

/** One part of the page that is followed: HTML, or the data of a component. */
export type Piece = { kind: "html"; data: string } | { kind: string; data: Record<string, unknown> }

/** Where a lecture stands: one line of a message, and after it a line for each piece that comes along. */
export interface Scene {
  version: number
  title: string
  scene: number
  scenes: number
  look: string
  question: Question | null
  asking: boolean
  round?: number // how often the answers to its question were forgotten
  page: string // that is shown, in a word; "" before the first scene
  order: [name: string, digest: string][] // of the pieces on the page
  sent: string[] // digests of those that come along
  pieces: Record<string, Piece> // by their digests
  dark?: boolean
  made?: number
}

/** What the socket says: that an answer was taken, a sentence, who this follower is, where the lecture stands, or nothing. */
export type News = { answered: Answer } | { said: string } | { token: string } | Scene | LiveNews | Record<never, never>

/** What somebody who reads a figure without a mouse can do with how it is drawn, named as Plotly does. */
export interface Hands {
  relayout(node: HTMLElement, changes: Record<string, unknown>): Promise<unknown>
  downloadImage(node: HTMLElement, options: { format: string, scale: number, filename: string }): Promise<unknown>
  Fx: {
    hover(node: HTMLElement, at: { curveNumber: number; pointNumber: number }[] | { xval: number; yval: number }, subplot: string | string[]): void
    unhover(node: HTMLElement): void
  }
}

declare global {
  interface Window {
    Plotly?: Hands & {
      react(node: HTMLElement, data: DrawnTrace[], layout: Layout, options: object): Promise<unknown>
      purge(node: HTMLElement): void
      toImage(figure: { data: Trace[], layout: Layout }, options: { format: string, width: number, height: number }): Promise<string>
      setPlotConfig(config: object): void
      Plots: { resize(node: HTMLElement): Promise<void> }
    }
    rnnvizFollowers?: Record<string, string>
    marks?: Map<Element | null, number> // of the tests
  }
}

// -- runs_table.js: ui/components, runs_table

/** A line of the list, or the head of a group where it has no word. */
export interface RunsTableRow {
  word: string
  name: string
  about: string
  tags: string[]
  spark: string // heights as digits from 0 to 61, see sparkline
  share: number // of the width that has been trained
  leads: boolean // whether it can be opened alone
  cells: Record<string, [text: string, more: string]> // by the words of the heads
}

export interface RunsTableData {
  rows: RunsTableRow[]
  chosen: string[]
  colours: Record<string, string> // of the lines that are drawn, by their words
  count: number // of the choices that the page has heard
  label: string
  all: string
  open: string
  heads: [word: string, text: string][]
  sorts: string[]
  sort: string
  most: number
}

export interface RunsTableState {
  chosen: [words: string[], count: number]
  sort: [word: string, time: number]
  open: [word: string, time: number]
}

// -- address.js: ui/session, address

export interface AddressData {
  stamp: string // of this writing
  page: string // its word in the address, "" for the first page
  pages: string[] // the words of all others
  query: string
  sections: string[] // of the page; which of them the address names the list of sections has said last
  step: "made" | "typed" | "passed" // what it is to the history, see ui/session/history.py
  dial: string // the one number that was changed, if it was
  answers: string | null // where Back or Forward has led last
  held: boolean // whether a lecture is held
}

declare global {
  interface Window {
    rnnvizAddress?: AddressData
  }
}

// -- habits.js: ui/frame, habits and help

export type KeyRows = [title: string, rows: [key: string, words: string][]]

export interface HelpData {
  name: string
  open: string
  close: string
  title: string // the page's
  question: string
  know: string[]
  keys: KeyRows[]
  copy: string
  copied: string
  select: string
  reset: string
  resets: string
  tour: string
  shown: boolean // whether the button is
  can: { copy: boolean, reset: boolean, tour: boolean }
}

export interface NumberWords {
  unread: string
  doubtful: string
  whole: string
}

export interface HabitsData {
  look: string
  home: string
  loading: string
  numbers: NumberWords
  help: HelpData
}

// The time, and how long it has been since a moment (data.since, seconds since 1970 by the server's clock;
// data.now is that clock's time when this was sent, because the two need not agree).

const two = number => String(number).padStart(2, "0")
const timers = new WeakMap()

export function render({ data, parentElement }) {
  const node = parentElement.querySelector(".clock")
  const [time, passed] = node.querySelectorAll("b")
  node.querySelector(".time").textContent = data.time
  node.querySelector(".since").textContent = data.passed
  const ahead = Date.now() / 1000 - data.now
  const tick = () => {
    const now = new Date(), seconds = Math.max(Math.floor(Date.now() / 1000 - ahead - data.since), 0)
    time.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60
    passed.textContent = `${hours ? hours + ":" + two(minutes) : minutes}:${two(seconds % 60)}`
  }
  clearInterval(timers.get(node))
  timers.set(node, setInterval(tick, 500))
  tick()
}

export function remove(parentElement) {
  clearInterval(timers.get(parentElement.querySelector(".clock")))
}

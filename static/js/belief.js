// A belief moved on the triangle by pointer or keys. The three number fields hold what is sent; without this file
// they, and the buttons in words, do all of it.

const ORDER = ["fatigable", "neurogenic", "myogenic"];

// Whole percents by the largest remainder; ties go to the earlier pattern.
function percents(weights) {
  const sum = weights.reduce((a, b) => a + b);
  const shares = weights.map((weight) => (weight * 100) / sum);
  const whole = shares.map((share) => Math.floor(share + 1e-9));
  const byRemainder = [0, 1, 2].sort((a, b) => shares[b] - whole[b] - (shares[a] - whole[a]) || a - b);
  const left = 100 - whole.reduce((a, b) => a + b);
  byRemainder.slice(0, left).forEach((k) => (whole[k] += 1));
  return whole;
}

// Shares of the three corners at a point; outside the triangle, at its nearest side.
function weightsAt({ x, y }, [a, b, c]) {
  const area = (b.y - c.y) * (a.x - c.x) + (c.x - b.x) * (a.y - c.y);
  const first = ((b.y - c.y) * (x - c.x) + (c.x - b.x) * (y - c.y)) / area;
  const second = ((c.y - a.y) * (x - c.x) + (a.x - c.x) * (y - c.y)) / area;
  return [first, second, 1 - first - second].map((share) => Math.max(share, 0));
}

class BeliefPicker extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg.triangle");
    this.point = this.querySelector(".triangle__point");
    this.form = this.querySelector(".belief__form");
    if (!this.svg || !this.point) return;
    this.corners = this.svg.dataset.corners.trim().split(" ").map((pair) => {
      const [x, y] = pair.split(",").map(Number);
      return { x, y };
    });
    this.inputs = ORDER.map((name) => this.form.elements[name]);
    this.weights = this.typed() ?? this.weightsOfPoint();
    this.svg.dataset.ready = "";
    this.svg.removeAttribute("role");
    this.svg.removeAttribute("aria-label");
    const attributes = { tabindex: 0, role: "slider", "aria-label": "Your belief", "aria-valuemin": 0, "aria-valuemax": 100 };
    Object.entries(attributes).forEach(([name, value]) => this.point.setAttribute(name, value));
    this.describe(percents(this.weights));
    this.point.addEventListener("pointerdown", (event) => this.grab(event));
    this.point.addEventListener("keydown", (event) => this.press(event));
    this.svg.addEventListener("click", (event) => this.tap(event));
    this.inputs.forEach((input) => input.addEventListener("input", () => this.follow()));
    this.querySelector("[data-words]").addEventListener("submit", (event) => this.say(event));
  }

  weightsOfPoint() {
    const { e, f } = this.point.transform.baseVal.consolidate().matrix;
    return weightsAt({ x: e, y: f }, this.corners);
  }

  typed() {
    const values = this.inputs.map((input) => (/^\d+$/.test(input.value.trim()) ? Number(input.value) : NaN));
    return values.reduce((a, b) => a + b) === 100 ? values : null;
  }

  move(weights) {
    const sum = weights.reduce((a, b) => a + b);
    this.weights = weights.map((weight) => (weight / sum) * 100);
    const whole = percents(this.weights);
    this.inputs.forEach((input, k) => (input.value = whole[k]));
    this.draw(whole);
    this.sum("");
  }

  draw(whole) {
    const x = this.corners.reduce((sum, corner, k) => sum + (corner.x * whole[k]) / 100, 0);
    const y = this.corners.reduce((sum, corner, k) => sum + (corner.y * whole[k]) / 100, 0);
    this.point.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    const line = this.querySelector(".triangle__path");
    const before = line.getAttribute("points").split(" ").slice(0, -1);
    line.setAttribute("points", [...before, `${x.toFixed(1)},${y.toFixed(1)}`].join(" "));
    this.describe(whole);
  }

  describe(whole) {
    const words = this.inputs.map((input, k) => `${input.labels[0].textContent.trim()} ${whole[k]} %`);
    this.point.setAttribute("aria-valuenow", Math.max(...whole));
    this.point.setAttribute("aria-valuetext", words.join(", "));
  }

  sum(text) {
    this.querySelector("[data-sum]").textContent = text;
    this.querySelector("#belief-fault")?.remove();
  }

  follow() {
    const values = this.typed();
    const sum = this.inputs.reduce((total, input) => total + Number(input.value || 0), 0);
    this.sum(values || Number.isNaN(sum) ? "" : `The three add up to ${sum}, not yet to 100.`);
    if (values) {
      this.weights = values;
      this.draw(values);
    }
  }

  at(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return weightsAt(place, this.corners);
  }

  tap(event) {
    this.move(this.at(event));
    this.point.focus({ preventScroll: true });
  }

  grab(event) {
    event.preventDefault();
    this.point.focus({ preventScroll: true });
    this.point.setPointerCapture(event.pointerId);
    const drag = (moved) => this.move(this.at(moved));
    this.point.addEventListener("pointermove", drag);
    const drop = () => this.point.removeEventListener("pointermove", drag);
    this.point.addEventListener("lostpointercapture", drop, { once: true });
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = event.shiftKey ? 10 : 1;
    const [f, n, m] = this.weights;
    const moves = {
      1: [100, 0, 0],
      2: [0, 100, 0],
      3: [0, 0, 100],
      0: [34, 33, 33],
      ArrowUp: [f + step, n - step / 2, m - step / 2],
      ArrowDown: [f - step, n + step / 2, m + step / 2],
      ArrowLeft: [f, n + step, m - step],
      ArrowRight: [f, n - step, m + step],
    };
    if (event.key === "Enter") this.form.requestSubmit();
    else if (event.key in moves) this.move(moves[event.key].map((weight) => Math.min(100, Math.max(0, weight))));
    else return;
    event.preventDefault();
  }

  say(event) {
    event.preventDefault();
    this.move(event.submitter.value.split("-").map(Number));
    this.point.focus({ preventScroll: true });
  }
}

customElements.define("belief-picker", BeliefPicker);

// Focus lands on the heading of what changed; Enter there goes on: to the triangle, or to the next case.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-enter]")) return;
  const next = document.querySelector(event.target.dataset.enter);
  if (!next) return;
  event.preventDefault();
  if (next.matches("a")) next.click();
  else next.focus();
});

// A belief said in words, moved on the triangle by pointer or keys, or typed: what was touched last wins. The number
// fields hold what is sent; without this file they and the words do all of it. The point stands for the shares within
// the three; where something else can be said, its field and the slider say how much of the whole that is.

const ORDER = ["fatigable", "neurogenic", "myogenic"];

// Whole percents that add up to a total, by the largest remainder; ties go to the earlier pattern.
function percents(weights, total = 100) {
  const sum = weights.reduce((a, b) => a + b);
  const shares = weights.map((weight) => (weight * total) / sum);
  const whole = shares.map((share) => Math.floor(share + 1e-9));
  const byRemainder = [0, 1, 2].sort((a, b) => shares[b] - whole[b] - (shares[a] - whole[a]) || a - b);
  const left = total - whole.reduce((a, b) => a + b);
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

// One share as it was typed: { share } (null for nothing) or { fault }, read as `quiz/typed_shares.py` reads it.
function readShare(typed, say) {
  const text = typed.trim();
  if (!text) return { share: null };
  const echo = text.length <= 12 ? text : `${text.slice(0, 12)}…`;
  const found = text.replace(/[\u2212\u2013]/, "-").replace(/%$/, "").trim().match(/^([-+]?)([0-9]+)(?:[.,]([0-9]+))?$/);
  if (!found) return { fault: say("words", { text: echo }) };
  const whole = Number(found[2]);
  const isPart = /[1-9]/.test(found[3] ?? "");
  if (found[1] === "-" && (whole || isPart)) return { fault: say("low", { text: echo }) };
  if (whole > 100 || (whole === 100 && isPart)) return { fault: say("high", { text: echo }) };
  if (isPart) return { fault: say("part", { text: echo, low: whole, high: whole + 1 }) };
  return { share: whole };
}

class BeliefPicker extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg.triangle[data-corners]");
    this.point = this.querySelector(".triangle__point");
    this.form = this.querySelector(".belief__form");
    if (!this.svg || !this.point) return;
    this.corners = this.svg.dataset.corners.trim().split(" ").map((pair) => {
      const [x, y] = pair.split(",").map(Number);
      return { x, y };
    });
    this.other = this.form.elements.outside;
    this.slider = this.querySelector("[data-outside]");
    this.inputs = ORDER.map((name) => this.form.elements[name]).concat(this.other ?? []);
    this.mark = this.querySelector(".triangle__mark");
    this.figures = [...this.querySelectorAll("[data-figure]")];
    this.words = JSON.parse(this.dataset.words);
    this.sentences = JSON.parse(this.dataset.sentences);
    this.opener = this.querySelector(".belief__open");
    const hasEmpty = this.inputs.some((input) => !input.value.trim());
    this.typedInto = new Set(hasEmpty ? this.inputs.filter((input) => input.value.trim()) : []);
    this.take(this.read().values ?? [...this.weightsOfPoint(), 0]);
    if (this.slider) this.slider.hidden = false;
    this.svg.dataset.ready = "";
    this.restore();
    this.svg.removeAttribute("role");
    this.svg.removeAttribute("aria-label");
    const attributes = { tabindex: 0, role: "slider", "aria-label": "Your belief", "aria-valuemin": 0, "aria-valuemax": 100 };
    Object.entries(attributes).forEach(([name, value]) => this.point.setAttribute(name, value));
    this.describe(this.shares());
    if (!this.read().values) this.figure(this.typed());
    this.point.addEventListener("pointerdown", (event) => this.grab(event));
    // Within a drawing not every browser heeds touch-action: without this the page scrolls and takes the point away.
    const hold = (event) => event.touches.length === 1 && event.preventDefault();
    this.point.addEventListener("touchstart", hold, { passive: false });
    this.point.addEventListener("keydown", (event) => this.press(event));
    this.svg.addEventListener("click", (event) => this.tap(event));
    this.inputs.forEach((input) => {
      input.addEventListener("input", () => this.follow(input));
      input.addEventListener("change", () => this.complete());
    });
    this.slider?.addEventListener("input", () => this.set(this.weights, Number(this.slider.value)));
    this.form.addEventListener("htmx:beforeRequest", ({ target }) => target === this.form && this.keep());
    this.form.addEventListener("htmx:beforeOnLoad", ({ target, detail }) => target === this.form && this.settle(detail.xhr));
    this.form.addEventListener("told:drop", () => this.drop());
    this.radios("sureness", "site").forEach((radio) => radio.addEventListener("change", () => this.say(radio)));
    this.opener.addEventListener("change", () => this.release());
    this.addEventListener("keydown", (event) => this.close(event));
    const keys = this.querySelector("dialog");
    this.querySelector("[data-keys]").addEventListener("click", () => keys.showModal());
  }

  radios(...names) {
    return names.flatMap((name) => [...this.form.querySelectorAll(`input[name="${name}"]`)]);
  }

  // From the first touch on the page says no more that nothing was moved, and no more asks whether that is meant.
  touch() {
    this.hold();
    this.querySelectorAll("[data-untouched]").forEach((element) => element.remove());
  }

  // The open sheet keeps its height until it is closed: it stands on the lower edge, so what goes from it would move the
  // triangle under the finger.
  hold() {
    if (this.opener.checked && this.opener.checkVisibility()) this.form.style.minHeight = `min(${this.form.offsetHeight}px, 100dvh)`;
  }

  release() {
    if (!this.opener.checked) this.form.style.minHeight = "";
  }

  // Shows the sheet where it waits in the bar.
  open() {
    if (!this.point.checkVisibility()) this.opener.checked = true;
  }

  // Escape closes the sheet that was opened from the bar; Enter opens and closes it, where it would commit.
  close(event) {
    const isSwitch = event.key === "Enter" && event.target === this.opener;
    const isEscape = event.key === "Escape" && this.opener.checked && this.opener.checkVisibility();
    if (event.defaultPrevented || event.target.closest("dialog") || !(isSwitch || isEscape)) return;
    event.preventDefault();
    this.opener.checked = !this.opener.checked;
    this.release();
    this.opener.focus({ preventScroll: true });
  }

  // Takes three or four shares as they stand: what is within the three gives the place of the point, unless that is
  // nothing; then the point stays where it is.
  take(values) {
    const within = values.slice(0, 3);
    if (within.some((share) => share > 0)) this.weights = within;
    else this.weights ??= [34, 33, 33];
    this.outside = values[3] ?? 0;
    if (this.slider) this.slider.value = this.outside;
  }

  // The whole percents of what the point and the slider say, as many as there are fields.
  shares() {
    return [...percents(this.weights, 100 - this.outside), ...(this.other ? [this.outside] : [])];
  }

  weightsOfPoint() {
    const { e, f } = this.point.transform.baseVal.consolidate().matrix;
    return weightsAt({ x: e, y: f }, this.corners);
  }

  sentence(name, values) {
    return this.sentences[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  readShare(input) {
    return readShare(input.value, (name, values) => this.sentence(name, values));
  }

  // What the fields say: `values`, or else at which of them (`at`; none for the sum) what is wrong (`fault`; `faults` of all).
  // Where one is empty and the others leave it something, `at` is that one, and the values hold it.
  read() {
    const read = this.inputs.map((input) => this.readShare(input));
    const given = read.map(({ share }) => share).filter((share) => share !== null && share !== undefined);
    const total = given.reduce((a, b) => a + b, 0);
    const empty = read.findIndex(({ share }) => share === null);
    const faults = read.map(({ share, fault }) => {
      if (share !== null) return fault;
      if (given.length < this.inputs.length - 1) return this.sentence("empty");
      return total > 100 ? this.sentence("over", { sum: total }) : undefined;
    });
    const at = faults.findIndex((fault) => fault);
    if (at >= 0) return { at, fault: faults[at], faults };
    if (empty >= 0) {
      const values = read.map(({ share }) => share ?? 100 - total);
      return { at: empty, values, rest: this.sentence("rest", { rest: 100 - total }) };
    }
    return total === 100 ? { values: given } : { at: -1, fault: this.sentence("sum", { sum: total }) };
  }

  // What is sent is kept in the tab until the server has answered it, so that a failed request and a reload lose nothing.
  get place() {
    return `belief ${this.dataset.case}`;
  }

  keep() {
    const typed = this.inputs.map((input) => input.value);
    globalThis.kept?.put("tab", this.place, { stage: this.dataset.stage, typed });
  }

  drop() {
    globalThis.kept?.drop("tab", this.place);
  }

  settle({ status, response }) {
    if ((status < 400 || status === 422) && !/^\s*<!doctype/i.test(response)) this.drop();
  }

  restore() {
    const entry = globalThis.kept?.get("tab", this.place);
    if (!entry) return;
    if (entry.stage !== this.dataset.stage) return this.drop(); // the server has it, and has gone on
    this.inputs.forEach((input, k) => (input.value = entry.typed[k] ?? ""));
    this.touch();
    const { values } = this.read();
    if (values) this.show(values);
    this.tell("These are your numbers from before. They have not been sent yet.");
  }

  move(weights) {
    this.set(weights, this.outside);
  }

  set(weights, outside) {
    this.touch();
    const sum = weights.reduce((a, b) => a + b);
    this.weights = weights.map((weight) => (weight / sum) * 100);
    this.outside = outside;
    if (this.slider) this.slider.value = outside;
    const whole = this.shares();
    this.inputs.forEach((input, k) => (input.value = whole[k]));
    this.draw();
    this.describe(whole);
    this.radios("sureness", "site").forEach((radio) => (radio.checked = false));
    this.leave();
    this.typedInto.clear();
    this.inputs.forEach((input) => this.mend(input));
    this.tell("");
  }

  // Starts where the last of the beliefs at earlier stages stands, with the path that led there.
  goOnFrom(beliefs) {
    const line = this.querySelector(".triangle__path");
    beliefs.forEach((values) => {
      this.inputs.forEach((input, k) => (input.value = values[k]));
      this.show(values);
      const points = line.getAttribute("points").split(" ");
      line.setAttribute("points", [...points, points.at(-1)].join(" "));
    });
  }

  // Shows shares that were typed.
  show(values) {
    this.take(values);
    this.draw();
    this.describe(values);
  }

  draw() {
    const within = percents(this.weights);
    const x = this.corners.reduce((sum, corner, k) => sum + (corner.x * within[k]) / 100, 0);
    const y = this.corners.reduce((sum, corner, k) => sum + (corner.y * within[k]) / 100, 0);
    for (const point of [this.point, this.mark]) {
      point?.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
    const line = this.querySelector(".triangle__path");
    const before = line.getAttribute("points").split(" ").slice(0, -1);
    line.setAttribute("points", [...before, `${x.toFixed(1)},${y.toFixed(1)}`].join(" "));
  }

  describe(whole) {
    const words = this.inputs.map((input, k) => `${input.labels[0].textContent.trim()} ${whole[k]} %`);
    this.point.setAttribute("aria-valuenow", Math.max(...whole));
    this.point.setAttribute("aria-valuetext", words.join(", "));
    this.figure(whole);
    this.dispatchEvent(new CustomEvent("belief:shown", { bubbles: true }));
  }

  // The bar says what Commit would send.
  typed() {
    return this.inputs.map((input) => this.readShare(input).share ?? "–");
  }

  figure(shares) {
    this.figures.forEach((figure, k) => (figure.textContent = shares[k]));
  }

  // Says calmly how the numbers stand: a fault is one only once it is committed.
  tell(text) {
    const line = this.querySelector("[data-sum]");
    line.textContent = text;
    line.classList.remove("error");
    this.querySelector("#belief-fault")?.remove();
  }

  // What the server said of a field goes once it is so no more; of the words, once anything is changed.
  forgive({ faults = [] }) {
    this.inputs.forEach((input, k) => {
      const said = this.querySelector(`#${input.id}_error`)?.textContent.trim();
      if (said && said !== faults[k]) this.mend(input);
    });
    this.querySelectorAll(".belief__words .error").forEach((fault) => fault.remove());
  }

  mend(input) {
    this.querySelector(`#${input.id}_error`)?.remove();
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }

  // Which field holds what the others left, if any: it is drawn so, and says so.
  leave(rest) {
    this.inputs.forEach((input) => {
      const note = this.querySelector(`#${input.id}_rest`);
      note.hidden = input !== rest;
      if (input === rest) input.setAttribute("aria-describedby", note.id);
      else if (input.getAttribute("aria-describedby") === note.id) input.removeAttribute("aria-describedby");
    });
  }

  // All but one that were typed give the last, unless that was typed as well.
  follow(input) {
    this.touch();
    this.radios("sureness", "site").forEach((radio) => (radio.checked = false));
    this.leave();
    this.typedInto.add(input);
    this.mend(input);
    const others = this.inputs.filter((other) => !this.typedInto.has(other));
    if (others.length === 1 && [...this.typedInto].every((typed) => Number.isInteger(this.readShare(typed).share))) {
      others[0].value = "";
      this.mend(others[0]);
      const { values } = this.read();
      if (values) {
        others[0].value = values[this.inputs.indexOf(others[0])];
        this.leave(others[0]);
      }
    }
    const { values, at, fault, faults, rest } = this.read();
    const name = at >= 0 ? `${this.inputs[at].labels[0].textContent.trim()}: ` : "";
    this.forgive({ faults });
    this.tell(fault || rest ? `${name}${fault ?? rest}` : "");
    if (values) this.show(values);
    else this.figure(this.typed());
  }

  // A field that is left empty shows what it stands for. The line below stays, so that nothing moves under a click.
  complete() {
    const { values, at, rest } = this.read();
    if (!rest) return;
    this.inputs[at].value = values[at];
    this.leave(this.inputs[at]);
    this.typedInto.delete(this.inputs[at]);
  }

  at(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return weightsAt(place, this.corners);
  }

  tap(event) {
    this.move(this.at(event));
    this.forgive({});
    this.point.focus({ preventScroll: true });
  }

  grab(event) {
    event.preventDefault();
    this.point.focus({ preventScroll: true });
    this.point.setPointerCapture(event.pointerId);
    const drag = (moved) => this.move(this.at(moved));
    this.point.addEventListener("pointermove", drag);
    const drop = () => {
      this.point.removeEventListener("pointermove", drag);
      this.forgive({});
    };
    this.point.addEventListener("lostpointercapture", drop, { once: true });
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key.length === 1 && document.documentElement.dataset.keys === "off") return;
    const step = event.shiftKey ? 10 : 1;
    const [f, n, m] = this.weights;
    const moves = {
      1: [100, 0, 0],
      2: [0, 100, 0],
      3: [0, 0, 100],
      0: [34, 33, 33],
      ...(this.other && { 4: [f, n, m] }),
      ArrowUp: [f + step, n - step / 2, m - step / 2],
      ArrowDown: [f - step, n + step / 2, m + step / 2],
      ArrowLeft: [f, n + step, m - step],
      ArrowRight: [f, n - step, m + step],
    };
    if (event.key === "Enter") this.form.requestSubmit();
    else if (event.key in moves) {
      const within = moves[event.key].map((weight) => Math.min(100, Math.max(0, weight)));
      this.set(within, this.outsideAfter(event.key));
      this.forgive({});
    } else return;
    event.preventDefault();
  }

  // 1, 2 and 3 mean certain of a pattern, so nothing is left for something else; 4 means certain of that; 0 has no idea.
  outsideAfter(key) {
    if (!this.other) return 0;
    if (key === "0") return 25;
    if (key === "4") return 100;
    return "123".includes(key) ? 0 : this.outside;
  }

  // Two words, or "no idea" alone, move the point. Until the second is chosen the line below says which is missing.
  say(radio) {
    const chosen = (name) => this.radios(name).find((other) => other.checked)?.value ?? "";
    const nothing = this.radios("sureness")[0].value;
    if (radio.name === "site" && chosen("sureness") === nothing) this.radios("sureness")[0].checked = false;
    const sureness = chosen("sureness");
    const site = sureness === nothing ? "" : chosen("site");
    const values = this.words[[sureness, site].filter(Boolean).join(" ")];
    if (!values) return this.tell(this.sentence(site ? "sureness" : "site", { sureness }));
    this.forgive({});
    const [f, n, m, outside = 0] = values;
    this.set([f, n, m], outside);
    this.radios("sureness").forEach((other) => (other.checked = other.value === sureness));
    this.radios("site").forEach((other) => (other.checked = other.value === site));
  }
}

customElements.define("belief-picker", BeliefPicker);

// Focus lands on the heading of what changed; Enter there goes on: to the triangle, or to the next case.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-enter]")) return;
  const next = document.querySelector(event.target.dataset.enter);
  if (!next) return;
  event.preventDefault();
  next.closest("belief-picker")?.open();
  if (next.matches("a")) next.click();
  else next.focus();
});

// "?" shows which keys do what, unless somebody types it.
document.addEventListener("keydown", (event) => {
  const keys = document.querySelector("belief-picker [data-keys]");
  if (event.key !== "?" || document.documentElement.dataset.keys === "off") return;
  if (event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  if (keys?.checkVisibility()) keys.click();
});

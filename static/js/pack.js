// Works a pack of cases that lies in the browser: stages from there, the same control for a belief as with a network, and
// each belief kept until it is sent.
(() => {
  const root = document.querySelector("#pack");
  const { packs } = globalThis;
  const mine = packs?.mine();
  document.querySelector("[data-without]").hidden = Boolean(packs);
  if (!packs) return;
  if (!mine?.pack?.cases.length) {
    document.querySelector("[data-nothing]").hidden = false;
    return;
  }
  const { owner, pack } = mine;
  const part = (name) => root.querySelector(`[data-${name}]`);
  const hasOutside = Boolean(pack.may_be_outside);
  const stages = [...document.querySelectorAll("template[data-stage]")]
    .filter(({ dataset }) => "mayBeOutside" in dataset === hasOutside);
  const NAMES = ["fatigable", "neurogenic", "myogenic", ...(hasOutside ? ["outside"] : [])];
  const state = () => packs.mine() ?? { beliefs: [], answers: {} };
  const beliefsOn = (place) => state().beliefs.filter((belief) => belief.pack === pack.code && belief.place === place);
  const isDone = (place) => beliefsOn(place).length === stages.length;
  const firstOpen = () => pack.cases.findIndex((_, k) => !isDone(k + 1)) + 1 || 1;
  let current = firstOpen();

  function make(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  function showPlaces() {
    part("places").replaceChildren(...pack.cases.map((_, k) => {
      const place = k + 1;
      const button = make("button", `Case ${place}`, { type: "button" });
      if (place === current) button.setAttribute("aria-current", "true");
      const n = beliefsOn(place).length;
      if (n) button.dataset.state = n === stages.length ? "done" : `${n} of ${stages.length}`;
      button.addEventListener("click", () => go(place));
      const item = document.createElement("li");
      item.append(button);
      return item;
    }));
  }

  function showSteps(reached) {
    part("steps").replaceChildren(...stages.map(({ dataset }, k) => {
      const step = make("li", dataset.label);
      if (k === reached) step.setAttribute("aria-current", "step");
      else if (k < reached) {
        step.className = "done";
        step.append(make("span", ", read", { class: "visually-hidden" }));
      }
      return step;
    }));
  }

  function showStages(reached, hasFocus) {
    const shown = stages.slice(0, reached + 1);
    part("stages").replaceChildren(...shown.map(({ dataset }, k) => {
      const section = make("section", "", { class: "stage", "aria-labelledby": `stage-${dataset.stage}` });
      const heading = make("h2", dataset.label, { id: `stage-${dataset.stage}` });
      const body = document.createElement("div");
      body.innerHTML = pack.cases[current - 1][dataset.name]; // as this site rendered it
      section.append(heading, ...body.childNodes);
      if (hasFocus && k === reached) heading.tabIndex = -1;
      return section;
    }));
    if (hasFocus) part("stages").lastElementChild.querySelector("h2").focus();
  }

  const inWords = (shares) => [...stages[0].content.querySelectorAll(".share label")]
    .map((label, k) => `${label.textContent.trim()} ${shares[k]} %`).join(", ");

  function showDone(hasFocus) {
    const url = state().answers[`${pack.code} ${current}`]?.url;
    const last = beliefsOn(current).at(-1);
    const refused = beliefsOn(current).find(({ outcome }) => outcome === "refused");
    const shares = inWords(NAMES.map((name) => last.shares[name]));
    const sent = url ? "They have been sent." : "They wait to be sent; the feedback comes with the sending.";
    part("sent").textContent = refused
      ? `The site refused one: ${refused.reason} It is kept here.`
      : `At the end you said: ${shares}. ${sent}`;
    const next = pack.cases.findIndex((_, k) => !isDone(k + 1)) + 1;
    const button = next ? make("button", "Next case", { type: "button", class: "button" }) : "";
    if (button) button.addEventListener("click", () => go(next));
    const link = url ? make("a", "Read the feedback", { class: "button button--quiet", href: url }) : "";
    part("next").replaceChildren(...[button, link].filter(Boolean));
    if (hasFocus) part("done").querySelector("h2").focus();
  }

  function show(hasFocus = false) {
    const n = beliefsOn(current).length;
    const reached = Math.min(n, stages.length - 1);
    part("title").textContent = `Without a network: case ${current} of ${pack.cases.length}`;
    showPlaces();
    showSteps(n);
    showStages(reached, hasFocus && !isDone(current));
    part("done").hidden = !isDone(current);
    part("belief").replaceChildren();
    if (isDone(current)) return showDone(hasFocus);
    part("belief").append(stages[n].content.cloneNode(true));
    const before = beliefsOn(current).map(({ shares }) => NAMES.map((name) => shares[name]));
    return part("belief").querySelector("belief-picker").goOnFrom?.(before);
  }

  function go(place) {
    current = place;
    show();
    part("title").focus();
    window.scrollTo(0, 0);
  }

  function tell(text) {
    const line = part("belief").querySelector("[data-sum]");
    line.textContent = text;
    line.classList.add("error");
    line.closest("belief-picker").open?.(); // on a phone it waits in a bar
  }

  function commit(form) {
    const fields = NAMES.map((name) => form.elements[name]);
    const picker = form.closest("belief-picker");
    picker.complete?.();
    const { values, fault } = picker.read?.() ?? { values: fields.map((field) => Number(field.value)) };
    if (!values) return tell(fault);
    const isUntouched = form.querySelector('input[name="untouched"]') && !form.dataset.asked;
    if (isUntouched) {
      form.dataset.asked = "yes";
      return tell("You have not moved the point. If that is meant, press Commit once more.");
    }
    const shares = Object.fromEntries(NAMES.map((name, k) => [name, values[k]]));
    const stage = beliefsOn(current).length + 1;
    if (!packs.add(owner, { pack: pack.code, place: current, stage, shares })) {
      return tell("This browser keeps nothing, or has no more room. Your belief stands in the fields and is not kept.");
    }
    packs.show();
    show(true);
    if (navigator.onLine && isDone(current)) packs.send(owner);
    return undefined;
  }

  part("has-outside").hidden = !hasOutside;
  root.hidden = false;
  show();
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !event.target.matches(".belief__form")) return;
    event.preventDefault();
    commit(event.target);
  });
  document.addEventListener("packs:sent", () => isDone(current) && showDone(false));
  window.addEventListener("storage", () => show());
})();

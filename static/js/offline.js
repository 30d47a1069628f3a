// Registers the worker, clears its copies for whoever left, and keeps the beliefs that were given without a network until the server has them.
//
//   packs.mine()                     the pack of this page's account, else of a guest or the only one: { owner, pack, beliefs,
//                                    answers }, or undefined
//   packs.keep(owner, pack)          whether it was kept
//   packs.add(owner, belief)         the first belief at a stage counts; whether it was kept
//   packs.waiting(owner)             the beliefs that wait to be sent
//   packs.send()                     sends what waits; resolves to a sentence on what became of it
//   packs.drop(owner)                drops pack and beliefs
//   packs.cleared                    a promise: what had to go from the caches is gone
//   packs.get()                      asks for a pack: resolves to { account, pack } or throws an Error to be told
//
// A belief: { id, pack, place, stage, shares, at, outcome }, `outcome` "waiting" until the server has said another.
globalThis.packs ??= (() => {
  const { kept } = globalThis;
  const region = document.querySelector("#told");
  if (!kept || !region) return undefined;
  const WORKER = "/worker.js";
  const PACKS = "/offline/pack/";
  const PACK = "pack";
  const BELIEFS = "pack beliefs"; // kept.js knows both by their first word
  const isPerson = (key) => key.startsWith("person-");
  const plural = (n) => (n === 1 ? "1 belief" : `${n} beliefs`);

  const stateOf = (owner) => kept.get("browser", BELIEFS, owner) ?? { beliefs: [], answers: {} };
  const save = (owner, state) => kept.put("browser", BELIEFS, state, owner);
  const waiting = (owner) => stateOf(owner).beliefs.filter((belief) => belief.outcome === "waiting");

  const all = () => [...new Set([...kept.owners("browser", PACK), ...kept.owners("browser", BELIEFS)])];
  // Without a network a page is a stranger's copy and names no account: then the pack that lies here is shown.
  function ownerHere() {
    const found = all();
    return found.find((owner) => owner === kept.account) ?? (kept.account && isPerson(kept.account)
      ? undefined : found.find((owner) => !kept.account || !isPerson(owner)));
  }

  function mine() {
    const owner = ownerHere();
    return owner && { owner, pack: kept.get("browser", PACK, owner), ...stateOf(owner) };
  }

  function keep(owner, pack) {
    const { beliefs, answers } = stateOf(owner);
    const left = beliefs.filter((belief) => belief.pack === pack.code || belief.outcome === "waiting");
    return kept.put("browser", PACK, pack, owner) && save(owner, { beliefs: left, answers });
  }

  function add(owner, belief) {
    const state = stateOf(owner); // read anew: another tab may have been first
    const isSame = (other) =>
      other.pack === belief.pack && other.place === belief.place && other.stage === belief.stage;
    if (state.beliefs.some(isSame)) return true;
    const id = crypto.randomUUID();
    state.beliefs.push({ ...belief, id, at: new Date().toISOString(), outcome: "waiting" });
    return save(owner, state);
  }

  function drop(owner) {
    kept.drop("browser", PACK, owner);
    kept.drop("browser", BELIEFS, owner);
    show();
  }

  const SAID = {
    400: "This page is out of date. Reload it.",
    403: "The site could not tell that this came from you. Reload the page.",
    404: "They belong to work that is not this account's.",
    409: "They belong to another account.",
    429: "That was too often in a short while; wait a minute.",
  };
  const fault = (status) => SAID[status] ?? `The site has a fault just now (${status}).`;

  async function post(url, token, account, body) {
    return fetch(url, {
      method: "POST",
      headers: { "X-CSRFToken": token, "Account-Key": account, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30000),
    });
  }

  async function whoIsHere() {
    const answer = await fetch(region.dataset.here, { cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(fault(answer.status));
    return answer.json();
  }

  async function get() {
    const here = await whoIsHere();
    const answer = await post(PACKS, here.token, here.account, {});
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(said.reason ?? fault(answer.status));
    return said;
  }

  // What the server said of each is noted in what is kept by then: another tab may have gone on meanwhile.
  function note(owner, code, { receipts, answers }) {
    const state = stateOf(owner);
    const byId = new Map(receipts.map((receipt) => [receipt.id, receipt]));
    state.beliefs.forEach((belief) => {
      const receipt = byId.get(belief.id);
      if (receipt) Object.assign(belief, { outcome: receipt.outcome, reason: receipt.reason });
    });
    answers.forEach(({ place, url, finished }) => (state.answers[`${code} ${place}`] = { url, finished }));
    save(owner, state);
  }

  async function sendFor(owner) {
    const here = await whoIsHere();
    const isOurs = here.account === owner || (!isPerson(owner) && isPerson(here.account));
    if (!isOurs) {
      const how = isPerson(owner) ? "Sign in as they did." : "";
      throw new Error(`They belong to another account than is here now. ${how}`);
    }
    for (const code of new Set(waiting(owner).map((belief) => belief.pack))) {
      const beliefs = waiting(owner).filter((belief) => belief.pack === code);
      const answer = await post(`${PACKS}${code}/`, here.token, here.account, { beliefs });
      if (!answer.ok) throw new Error(fault(answer.status));
      note(owner, code, await answer.json());
    }
  }

  let isSending;
  async function send(owner = ownerOfWaiting()) {
    const n = owner ? waiting(owner).length : 0;
    if (!n) return "Nothing waits to be sent.";
    if (isSending) return isSending;
    const work = () => sendFor(owner);
    const sending = (navigator.locks?.request("send beliefs", work) ?? work()).then(
      () => `Sent: ${plural(n)}.`,
      (error) => {
        const isNamed = error instanceof TypeError || error.name === "TimeoutError";
        return `Not sent; kept here. ${isNamed ? "The site could not be reached." : error.message}`;
      },
    );
    isSending = sending;
    const told = await sending;
    isSending = undefined;
    document.dispatchEvent(new CustomEvent("packs:sent"));
    show(told);
    return told;
  }

  const ownerOfWaiting = () => {
    const found = all().filter((owner) => waiting(owner).length);
    return found.find((owner) => owner === kept.account) ?? found[0];
  };

  function element(name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  }

  function button(text, act) {
    const made = element("button", text, { type: "button", class: "button button--quiet" });
    made.addEventListener("click", act);
    return made;
  }

  // The line on every page: what waits and why, what was sent and where its feedback is.
  const notice = element("div", "", { class: "notice waiting", hidden: "" });
  function show(told = "") {
    const owner = ownerOfWaiting();
    const n = owner ? waiting(owner).length : 0;
    const parts = [];
    if (told) parts.push(element("p", told));
    if (n) {
      const isOurs = owner === kept.account || !kept.account;
      const isGuests = !isPerson(owner) && isPerson(kept.account);
      const whose = isOurs ? "" : isGuests ? " They were given here without an account." : " They are of another account.";
      parts.push(element("p", `${plural(n)} ${n === 1 ? "waits" : "wait"} to be sent.${whose}`));
      const row = element("p", "", { class: "actions" });
      if (isGuests) row.append(button("Mine: send them", () => send(owner)), button("Not mine: drop them", () => drop(owner)));
      else if (isOurs || !isPerson(owner)) row.append(button("Send now", () => send(owner)));
      parts.push(row);
    }
    if (told.startsWith("Sent")) {
      const row = element("p", "Feedback: ");
      const { answers } = stateOf(ownerHere());
      Object.entries(answers).filter(([, { finished }]) => finished).forEach(([name, { url }]) => {
        row.append(element("a", `case ${name.split(" ")[1]}`, { href: url }), " ");
      });
      if (row.children.length) parts.push(row);
    }
    notice.replaceChildren(...parts);
    notice.hidden = !parts.length;
  }

  const sendOwn = () => {
    const owner = ownerOfWaiting();
    if (owner && owner === kept.account && navigator.onLine) send(owner);
  };
  document.querySelector(".notices")?.append(notice);
  show();
  sendOwn();
  window.addEventListener("online", sendOwn);
  window.addEventListener("storage", () => show());

  // Which pages were read here is nobody else's business: whoever leaves, and another person, find no copies.
  const KEEPER = "keeper";
  async function clear() {
    const before = localStorage.getItem(KEEPER);
    const isOthers = before && isPerson(kept.account) && before !== kept.account;
    if (kept.isLeft) localStorage.removeItem(KEEPER);
    if (isPerson(kept.account)) localStorage.setItem(KEEPER, kept.account);
    if (!kept.isLeft && !isOthers) return;
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  }
  const cleared = clear().catch(() => {});

  const { serviceWorker } = navigator;
  const register = async () => {
    await cleared;
    await serviceWorker.register(WORKER);
    const { active } = await serviceWorker.ready;
    active.postMessage("shell");
  };
  const start = () => register().catch(() => {});
  if (serviceWorker && document.readyState === "complete") start();
  else if (serviceWorker) window.addEventListener("load", start);
  document.querySelectorAll("[data-offline]").forEach((link) => (link.hidden = !serviceWorker));

  return { mine, keep, add, waiting, cleared, send, drop, get, show };
})();

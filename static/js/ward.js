// The page "Without a network": what is kept here, all of it on request, and a pack of cases.
(() => {
  const root = document.querySelector("#ward");
  const { copies, packs } = globalThis;
  const canKeep = "serviceWorker" in navigator && "caches" in window && packs;
  if (!root || !canKeep) return;
  const part = (name) => root.querySelector(`[data-${name}]`);
  const AT_ONCE = 3; // pages that are asked for at a time
  const KINDS = [["/lessons/", "lesson", "lessons"], ["/explore/findings/", "finding", "findings"],
    ["/explore/diseases/", "disease", "diseases"]];
  const PUBLIC = /^\/(?!offline\/)/;
  const megabytes = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const day = (at) => new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  let isStopped = false;

  root.querySelectorAll("[data-with]").forEach((section) => (section.hidden = false));
  part("without").hidden = true;
  part("elsewhere").hidden = window.location.pathname === root.dataset.here;

  const inPages = (n) => (n === 1 ? "1 page" : `${n} pages`);
  function inWords(pages) {
    const counts = KINDS.map(([start, one, many]) => {
      const n = pages.filter(({ path }) => path.startsWith(start) && path !== start).length;
      return n && `${n} ${n === 1 ? one : many}`;
    }).filter(Boolean);
    return counts.length ? counts.join(", ") : inPages(pages.length);
  }

  async function showReading(before = "") {
    const pages = (await copies.list()).filter(({ path }) => PUBLIC.test(path));
    const bytes = pages.reduce((sum, page) => sum + page.bytes, 0);
    const oldest = Math.min(...pages.map(({ at }) => at));
    const state = pages.length ? `Kept: ${inWords(pages)}, ${megabytes(bytes)}, from ${day(oldest)} on.` : "";
    part("reading").textContent = [before, state || (before ? "" : "Nothing is kept yet.")].filter(Boolean).join(" ");
    part("delete").hidden = part("list").hidden = !pages.length;
    part("count").textContent = inPages(pages.length);
    part("kept-pages").replaceChildren(...pages.sort((a, b) => a.path.localeCompare(b.path)).map(({ path }) => {
      const link = Object.assign(document.createElement("a"), { href: path });
      link.textContent = path.split("/").filter(Boolean).join(" / ").replaceAll("-", " ").replaceAll("_", " ");
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
  }

  async function keepAll() {
    const bar = part("running");
    const progress = bar.querySelector("progress");
    part("keep").disabled = true;
    part("stop").hidden = bar.hidden = isStopped = false;
    let done = 0;
    let failed = 0;
    let fault = "";
    try {
      const answer = await fetch(root.dataset.pages);
      const { pages } = await answer.json();
      progress.max = pages.length;
      const left = [...pages];
      const keepNext = async () => {
        while (left.length && !isStopped && !fault) {
          const path = left.shift();
          try {
            if (!(await copies.keep(path))) failed += 1;
          } catch (error) {
            if (error.name === "QuotaExceededError") fault = "This browser has no more room.";
            else if (!navigator.onLine) fault = "The network went away.";
            else failed += 1;
          }
          done += 1;
          progress.value = done;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, keepNext));
    } catch {
      fault = "The site could not be reached.";
    }
    part("keep").disabled = false;
    part("stop").hidden = bar.hidden = true;
    const isWhole = !fault && !isStopped && !failed;
    const rest = isWhole ? "All is kept." : `${fault || (isStopped ? "Stopped." : `Not kept: ${inPages(failed)}.`)} Press again for the rest.`;
    await showReading(rest);
  }

  async function deleteAll() {
    await copies.drop();
    navigator.serviceWorker.controller?.postMessage("shell");
    await showReading("Deleted.");
  }

  function showCases(before = "") {
    const mine = packs.mine();
    const n = mine?.pack?.cases.length ?? 0;
    const waits = mine ? packs.waiting(mine.owner).length : 0;
    part("work").hidden = !n;
    part("forget").hidden = !n && !waits;
    const done = n ? mine.beliefs.filter(({ pack }) => pack === mine.pack.code).length : 0;
    part("get").hidden = n > 0 && (done < 3 * n || waits > 0); // until then the site would give the same again
    const until = n && new Date(new Date(mine.pack.drawn_at).getTime() + 7 * 24 * 60 * 60 * 1000);
    const state = n ? `${n} cases are kept here until ${day(until)}.` : "";
    part("cases").textContent = [before, state].filter(Boolean).join(" ");
  }

  async function getCases() {
    part("get").disabled = true;
    try {
      const { account, pack } = await packs.get();
      const isKept = packs.keep(account, pack);
      showCases(isKept ? "" : "This browser keeps nothing, or has no more room: the cases are not kept.");
    } catch (error) {
      showCases(error instanceof TypeError || error.name === "TimeoutError" ? "The site could not be reached." : error.message);
    }
    part("get").disabled = false;
  }

  function forget() {
    const mine = packs.mine();
    const n = mine ? packs.waiting(mine.owner).length : 0;
    const button = part("forget");
    if (n && !button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = `Delete them, and ${n === 1 ? "1 belief" : `${n} beliefs`} not sent`;
      return;
    }
    if (mine) packs.drop(mine.owner);
    delete button.dataset.sure;
    button.textContent = "Delete them";
    showCases("Deleted.");
  }

  part("keep").addEventListener("click", keepAll);
  part("stop").addEventListener("click", () => (isStopped = true));
  part("delete").addEventListener("click", deleteAll);
  part("get").addEventListener("click", getCases);
  part("forget").addEventListener("click", forget);
  document.addEventListener("packs:sent", () => showCases());
  window.addEventListener("storage", () => showCases());
  packs.cleared.then(() => showReading());
  showCases();
})();

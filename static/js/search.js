// Results while somebody types in a search field: links below it, and their number told to screen readers.
// Without this file the form leads to the page of all results, as it does with it.

const PAUSE = 200; // ms without a letter before the server is asked
const PATIENCE = 8000; // ms
const SHORTEST = 2; // letters
const FAILED = "The results did not come. Press Enter to search again.";

for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const input = form.elements.q;
  const box = form.querySelector("[data-results]");
  const status = form.querySelector('[role="status"]');
  let waiting = 0;
  let asking = null;
  let asked = "";

  const make = (tag, text, parent) => {
    const element = document.createElement(tag);
    element.textContent = text;
    parent?.append(element);
    return element;
  };

  const link = (address, name, kind) => {
    const element = make("a", "");
    element.href = address;
    if (kind) make("span", kind, element);
    element.append(name);
    return element;
  };

  const stop = () => {
    clearTimeout(waiting);
    asking?.abort();
    asking = null;
  };

  const close = () => {
    stop();
    asked = "";
    box.hidden = true;
    box.replaceChildren();
    status.textContent = "";
  };

  const open = (said, elements) => {
    box.replaceChildren(...elements);
    box.hidden = false;
    box.scrollTop = 0;
    status.textContent = said;
  };

  const show = ({ instead, results }, words) => {
    const number = `${instead ? `Shown for “${instead}”: ` : ""}${results.length || "Nothing"} found.`;
    const all = link(`${form.action}?${new URLSearchParams({ q: words })}`, `All results for “${words}”`);
    const links = results.map(({ url, name, kind }) => link(url, name, kind));
    open(`${number}${results.length ? " The down arrow leads to them." : ""}`, [
      ...(instead || !results.length ? [make("p", number)] : []),
      ...links,
      ...(results.length ? [all] : []),
    ]);
  };

  const ask = async (words) => {
    const mine = (asking = new AbortController());
    const late = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: words })}`;
      const response = await fetch(address, { signal: mine.signal, headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.statusText);
      const found = await response.json();
      if (asking === mine) show(found, words);
    } catch {
      if (asking === mine) {
        asked = "";
        open(FAILED, [make("p", FAILED)]);
      }
    } finally {
      clearTimeout(late);
    }
  };

  input.addEventListener("input", (event) => {
    const words = input.value.trim();
    if (event.isComposing || words === asked) return;
    if (words.length < SHORTEST) return close();
    stop();
    asked = words;
    waiting = setTimeout(ask, PAUSE, words);
  });

  form.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    const stops = [input, ...box.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      close();
      input.focus();
    } else if (step && here >= 0) {
      stops[(here + step + stops.length) % stops.length].focus();
    } else return;
    event.preventDefault();
  });

  const leave = (event) => form.contains(event.target) || close();
  document.addEventListener("focusin", leave);
  document.addEventListener("pointerdown", leave);
  window.addEventListener("pageshow", (event) => event.persisted && close());
}

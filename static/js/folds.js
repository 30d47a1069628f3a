// Remembers which folds (data-fold) a learner opens and closes, so that they come so the next time.
//
// What was clicked within a moment goes together, and what is left when the page goes away. A failure is not told:
// nothing is lost but the memory. Nothing is kept of somebody of whom nothing is kept yet.

const told = document.querySelector("#told");
const changed = new Map(); // whether it is open now, by the name of the fold
let waiting;

async function tokenHere() {
  const input = document.querySelector('input[name="csrfmiddlewaretoken"]');
  if (input) return input.value;
  return (await (await fetch(told.dataset.here, { cache: "no-store" })).json()).token;
}

async function send() {
  clearTimeout(waiting);
  if (!changed.size) return;
  const form = new FormData();
  changed.forEach((isOpen, name) => form.append(isOpen ? "opened" : "closed", name));
  changed.clear();
  const headers = { "Account-Key": globalThis.kept?.account ?? "" };
  try {
    headers["X-CSRFToken"] = await tokenHere();
    await fetch(told.dataset.folds, { method: "POST", body: form, headers, keepalive: true });
  } catch {
    // The fold comes back as it was.
  }
}

// A click on the summary, by mouse, finger or key; not what a search in the page or printing opens.
document.addEventListener("click", (event) => {
  const summary = event.target.closest?.("summary");
  const fold = summary?.parentElement;
  if (event.defaultPrevented || !fold?.dataset.fold || event.target.closest("a, button")) return;
  changed.set(fold.dataset.fold, !fold.open);
  clearTimeout(waiting);
  waiting = setTimeout(send, 400);
});
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
window.addEventListener("pagehide", send);

// A note that was typed and not saved yet is kept in the browser, and is there again when the page is opened anew.
// Without this file it is sent by its button all the same.
(() => {
  const fieldOf = (form) => form.querySelector("textarea");
  const placeOf = (form) => `note ${form.dataset.note}`;
  const tell = (form, text) => (form.querySelector("[data-note-status]").textContent = text);

  function restore(form) {
    const field = fieldOf(form);
    const entry = globalThis.kept?.get("browser", placeOf(form));
    if (entry === undefined) return;
    if (entry.trim() === field.value.trim()) return globalThis.kept.drop("browser", placeOf(form)); // the server has it
    if (field.matches("[aria-invalid]")) return; // sent and refused: what stands here is the later
    field.value = entry;
    form.closest("details")?.setAttribute("open", "");
    tell(form, "This is your note from before. It has not been saved yet.");
  }

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form[data-note]");
    if (!form) return;
    const isKept = globalThis.kept?.put("browser", placeOf(form), target.value);
    tell(form, isKept ? "Not saved yet; kept in this browser." : "Not saved yet.");
  });
  document.addEventListener("told:drop", ({ target }) => {
    if (target.matches?.("form[data-note]")) globalThis.kept?.drop("browser", placeOf(target));
  });
  const restoreAll = (root) => root.querySelectorAll("form[data-note]").forEach(restore);
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const form = detail.elt?.matches?.("form[data-note]") ? detail.elt : null;
    if (!form) return restoreAll(detail.elt ?? document);
    // answered by the server: what it has is kept no longer, what it refused stays in the field
    if (!fieldOf(form).matches("[aria-invalid]")) globalThis.kept?.drop("browser", placeOf(form));
    return undefined;
  });
  restoreAll(document);
})();

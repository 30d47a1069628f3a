// What lists with a search field leave out: who hears of a choice, and what a screen reader calls them.
(() => {
  const $ = django.jQuery;
  const tell = (place) => place.dispatchEvent(new Event("input", { bubbles: true }));

  // A choice is told by jQuery alone, a row of findings that goes by an event of its own.
  // Here both become the input event that the writing help waits for.
  $(document).on("change", "select", (event) => {
    if (!event.originalEvent) tell(event.target);
  });
  document.addEventListener("formset:removed", () => {
    const form = document.querySelector("#caseversion_form");
    if (form) tell(form);
  });

  // The list is named by what is chosen alone, and by nothing before that.
  const name = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const label = select.labels[0]?.textContent.replace(/:\s*$/, "") ?? select.getAttribute("aria-label");
      const list = select.nextElementSibling?.querySelector(".select2-selection");
      if (!list || !label) continue;
      const chosen = list.querySelector(".select2-selection__rendered");
      chosen.removeAttribute("role");
      chosen.removeAttribute("aria-readonly");
      list.removeAttribute("aria-labelledby");
      list.setAttribute("aria-label", [label.trim(), chosen.title].filter(Boolean).join(": "));
      list.querySelector("input")?.setAttribute("aria-label", label.trim());
    }
  };
  $(() => {
    name();
    document.addEventListener("formset:added", name);
    $(document).on("change", "select", name);
  });
})();

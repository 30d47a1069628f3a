// A choice in a list with a search field is told by jQuery alone, a row of findings that goes by an event of its own.
// Here both become the input event that the writing help waits for.
(() => {
  const tell = (place) => place.dispatchEvent(new Event("input", { bubbles: true }));
  django.jQuery(document).on("change", "select", (event) => {
    if (!event.originalEvent) tell(event.target);
  });
  document.addEventListener("formset:removed", () => {
    const form = document.querySelector("#caseversion_form");
    if (form) tell(form);
  });
})();

// What is wrong in a form stands above it as links. They take the focus when the page has come, and give it to the field.
addEventListener("load", () => document.querySelector(".faults")?.focus());
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".faults a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const shown = field.matches(".select2-hidden-accessible") ? field.nextElementSibling.querySelector(".select2-selection") : field;
  const first = shown.matches("a, button, input, select, textarea, [tabindex]") ? shown : shown.querySelector("input:not([type=hidden]), select, textarea, [tabindex]");
  shown.scrollIntoView({ block: "center" });
  (first ?? shown).focus({ preventScroll: true });
});

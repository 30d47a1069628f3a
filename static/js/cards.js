// Keys of a flash card: space turns it, 1 to 4 say how well it was known, ? tells which keys do what.
// Without this file the card turns and is graded by its buttons.

const card = document.querySelector("[data-card]");
const keys = document.querySelector("details.keys");
const areOff = document.documentElement.dataset.keys === "off"; // in the settings of this person
const buttons = [...document.querySelectorAll("[data-key]")];
keys.hidden = areOff;

const isTaken = (event) =>
  areOff || event.defaultPrevented || event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select");

addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (event.key === "?") {
    keys.open = !keys.open;
  } else if (event.key === " " && !event.target.closest("a, button, summary")) {
    event.preventDefault();
    card.open = !card.open;
  } else if (card.open) {
    buttons.find((button) => button.dataset.key === event.key)?.click();
  }
});

card.addEventListener("toggle", () => {
  if (card.open) buttons[0].focus({ preventScroll: true });
});

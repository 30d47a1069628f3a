// Keeps the section at which the reader of a lesson is, so that the lesson and the first page can lead back there.
//
// The site keeps it of a learner; of somebody of whom nothing is kept this browser alone does (kept.js), for a week.
// A failure is not told: nothing is lost but the place.

const lesson = document.querySelector("[data-reading-place]");
const headings = [...lesson.querySelectorAll(".passage h2[id]")];
const here = ["browser", `place ${location.pathname}`];
const owner = globalThis.kept?.account || "nobody";
const { readingPlace: address } = lesson.dataset; // empty where the site keeps nothing
const goOn = document.querySelector("#go-on");
let section = goOn.hidden ? "" : goOn.querySelector("a").hash.slice(1); // that is kept
let waiting;

// The heading that was passed last; the last one counts once it is in sight, as little may stand below it.
function currentSection() {
  const last = headings.at(-1);
  if (last.getBoundingClientRect().top < innerHeight) return last.id;
  return headings.findLast((one) => one.getBoundingClientRect().top < innerHeight * 0.4)?.id;
}

async function send() {
  clearTimeout(waiting);
  const current = scrollY ? currentSection() : ""; // who has not begun to read leaves the place as it is
  if (!current || current === section) return;
  section = current;
  if (!address) {
    if (current === headings.at(-1).id) globalThis.kept?.drop(...here, owner);
    else globalThis.kept?.put(...here, current, owner);
    return;
  }
  const form = new FormData();
  form.append("section", current);
  const token = document.querySelector('input[name="csrfmiddlewaretoken"]').value;
  const headers = { "Account-Key": globalThis.kept?.account ?? "", "X-CSRFToken": token };
  await fetch(address, { method: "POST", body: form, headers, keepalive: true }).catch(() => {});
}

function offerKept() {
  const heading = headings.find((one) => one.id === globalThis.kept?.get(...here, owner));
  if (!heading) return;
  const link = goOn.querySelector("a");
  link.hash = section = heading.id;
  link.querySelector("b").textContent = heading.textContent;
  goOn.hidden = false;
}

function watch() {
  const observer = new IntersectionObserver(
    () => {
      clearTimeout(waiting);
      waiting = setTimeout(send, 800); // who only passes by is not there
    },
    { rootMargin: "0px 0px -60% 0px" },
  );
  headings.forEach((heading) => observer.observe(heading));
  new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && send()).observe(headings.at(-1));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
  window.addEventListener("pagehide", send);
}

if (headings.length > 1) {
  if (!address) offerKept();
  watch();
}

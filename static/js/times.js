// Times are sent in UTC and say so. Here they become the reader's own, and the time in UTC stays beside them, in the
// text, where touch, keyboard and screen reader find it. Days that stand for no point in time carry no data-moment.
const DAY = { day: "numeric", month: "long", year: "numeric" };
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const write = (at, style, zone) => new Intl.DateTimeFormat("en-GB", { ...style, ...zone }).format(at);

// What to say of a moment: in the reader's zone, and what else it is in UTC; nothing where the two are the same.
const said = (at, kind) => {
  const utc = { timeZone: "UTC" };
  const [day, dayThere] = [write(at, DAY), write(at, DAY, utc)];
  if (kind === "day") return { here: day, there: day === dayThere ? "" : dayThere };
  const [hour, hourThere] = [write(at, HOUR), write(at, HOUR, utc)];
  if (day === dayThere && hour === hourThere) return null;
  return { here: `${day}, ${hour}`, there: day === dayThere ? hourThere : `${dayThere}, ${hourThere}` };
};

const tell = (time) => {
  const words = said(new Date(time.dateTime), time.dataset.moment);
  time.removeAttribute("data-moment");
  if (words) time.textContent = words.there ? `${words.here} (${words.there} UTC)` : words.here;
};

// The desk's own tables and fields hold no time elements: there a text that is a time in UTC and nothing else becomes one.
const ALONE = /^(\d{1,2} [A-Z][a-z]+ \d{4}), (\d\d:\d\d) UTC$/;

const find = (cell) => {
  const [, day, hour] = cell.textContent.trim().match(ALONE) ?? [];
  if (!day || cell.querySelector("time")) return;
  const time = document.createElement("time");
  time.dateTime = new Date(`${day} ${hour} UTC`).toISOString();
  time.dataset.moment = "minute";
  time.textContent = cell.textContent.trim();
  const holder = cell.firstElementChild ?? cell;
  holder.replaceChildren(time);
};

const tellAll = (root) => {
  root.querySelectorAll("#container :is(td, th, .readonly)").forEach(find);
  root.querySelectorAll("time[data-moment]").forEach(tell);
};

tellAll(document);
document.addEventListener("htmx:load", (event) => tellAll(event.detail.elt));

// Answers without a network: pages from their kept copies, all else by the page that says what can be read. With a
// network a page always comes from there. Nothing of a case, of a learner or of the desk is ever kept; what may be is
// told by PLACES, which the server writes before this, and by what a page says of itself.
const { readable, offline, shell, files } = self.PLACES;
const READABLE = new RegExp(readable);
const DAY_MS = 24 * 60 * 60 * 1000;
const PATIENCE_MS = 8000; // after which a kept copy is better than a network that does not answer
const { copies } = globalThis;

const isReadable = (url) => !url.search && (READABLE.test(url.pathname) || shell.includes(url.pathname));

// A copy of a page that was read, at most once a day.
async function refresh(path) {
  const copy = await copies.find(path);
  const isFresh = copy && Math.abs(Date.now() - Number(copy.headers.get("Kept-At"))) < DAY_MS;
  if (!isFresh) await copies.keep(path).catch(() => 0);
}

async function keepShell() {
  for (const path of shell) if (!(await copies.find(path))) await copies.keep(path);
}

// The copy with a line that says what it is.
async function told(copy) {
  const at = new Date(Number(copy.headers.get("Kept-At")));
  const date = at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const line = `<p class="notice" data-kept-copy>The network did not answer. You read a kept copy of ${date}.</p>`;
  const text = (await copy.text()).replace('class="notices">', (start) => `${start}${line}`);
  return new Response(text, { headers: copy.headers });
}

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function fromNetwork(event, url) {
  const response = await fetch(event.request);
  if (response.ok && isReadable(url)) event.waitUntil(refresh(url.pathname));
  return response;
}

async function page(event) {
  const url = new URL(event.request.url);
  const copy = isReadable(url) ? await copies.find(url.pathname).catch(() => undefined) : undefined;
  const answer = fromNetwork(event, url).catch(() => undefined);
  const response = await (copy ? Promise.race([answer, later(PATIENCE_MS)]) : answer);
  if (response && (response.status < 500 || !copy)) return response;
  if (copy) return shell.includes(url.pathname) ? copy : told(copy);
  const fallback = await copies.find(offline).catch(() => undefined);
  return fallback ?? new Response("You are offline, and nothing is kept in this browser yet.", {
    status: 503,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(Promise.all(shell.map((path) => copies.keep(path))));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(copies.tidy().then(() => self.clients.claim()));
});
self.addEventListener("message", (event) => {
  if (event.data === "shell") event.waitUntil(keepShell().catch(() => {}));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(files)) event.respondWith(copies.file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

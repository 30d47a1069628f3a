// Copies of public pages, and the styles, scripts and pictures they need, for reading without a network. The worker and
// the page "Without a network" both use it.
//
//   copies.keep(path)     fetches the page as a stranger, without cookies, and keeps it; its size in bytes, 0 if it is not
//                         there. Which pages these may be, the server says
//   copies.find(path)     the copy (a Response), or undefined
//   copies.list()         [{ path, at, bytes }], `at` in milliseconds
//   copies.file(request)  a file: the kept one if its name holds its digest, else from the network before the kept one
//   copies.tidy()         drops files that no copy needs
//   copies.drop()         drops all
globalThis.copies = (() => {
  const PAGES = "pages";
  const FILES = "files";
  const LINKS = /(?:href|src)="(\/static\/[^"]+)"/g;
  const IS_DIGESTED = /\.[0-9a-f]{12}\.\w+$/;
  const isWhole = (response) => response.ok && !response.redirected && response.type !== "opaque";

  async function keepFile(url) {
    const files = await caches.open(FILES);
    if (IS_DIGESTED.test(url) && (await files.match(url))) return;
    const response = await fetch(url);
    if (isWhole(response)) await files.put(url, response);
  }

  async function keep(path) {
    const response = await fetch(path, { credentials: "omit", cache: "no-store", redirect: "follow" });
    if (!isWhole(response)) return 0;
    const body = await response.blob();
    const text = await body.text();
    const headers = new Headers(response.headers);
    ["Content-Encoding", "Content-Length", "Vary"].forEach((name) => headers.delete(name));
    headers.set("Kept-At", Date.now());
    headers.set("Kept-Bytes", body.size);
    await Promise.all([...new Set([...text.matchAll(LINKS)].map((found) => found[1]))].map(keepFile));
    const pages = await caches.open(PAGES);
    await pages.put(path, new Response(text, { headers }));
    return body.size;
  }

  const find = async (path) => (await caches.open(PAGES)).match(path);

  async function list() {
    const pages = await caches.open(PAGES);
    const requests = await pages.keys();
    const found = await Promise.all(requests.map((request) => pages.match(request)));
    return found.map((copy, k) => ({
      path: new URL(requests[k].url).pathname,
      at: Number(copy.headers.get("Kept-At")),
      bytes: Number(copy.headers.get("Kept-Bytes")),
    }));
  }

  async function file(request) {
    const files = await caches.open(FILES);
    const isDigested = IS_DIGESTED.test(new URL(request.url).pathname);
    const kept = isDigested && (await files.match(request.url));
    if (kept) return kept;
    try {
      const response = await fetch(request);
      if (isDigested && isWhole(response)) await files.put(request.url, response.clone()).catch(() => {});
      return response;
    } catch (fault) {
      const copy = await files.match(request.url);
      if (copy) return copy;
      throw fault;
    }
  }

  async function tidy() {
    const [pages, files] = await Promise.all([caches.open(PAGES), caches.open(FILES)]);
    const needed = new Set();
    for (const request of await pages.keys()) {
      const text = await (await pages.match(request)).text();
      for (const found of text.matchAll(LINKS)) needed.add(found[1]);
    }
    for (const request of await files.keys()) {
      if (!needed.has(new URL(request.url).pathname)) await files.delete(request);
    }
  }

  const drop = async () => Promise.all((await caches.keys()).map((name) => caches.delete(name)));

  return { keep, find, list, file, tidy, drop };
})();

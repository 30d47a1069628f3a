// What a page keeps in the browser until the server has it: in the tab's own storage or in the whole browser's.
//
//   kept.put(area, name, value)   whether it was kept; area is "tab" or "browser", value anything JSON can say
//   kept.get(area, name)          the value; undefined if there is none
//   kept.drop(area, name)         kept.dropAll()
//   kept.account                  whose page this is: an opaque key, "" for nobody, who keeps nothing
//
// Each entry belongs to the account of the page that kept it, and no other account is given it. Another account's are
// removed, but a guest's page leaves those of a person: their session may only have run out, and they want them back
// once they have signed in. All goes at signing out, and everything after a week. Nothing here throws where storage is
// switched off or full.
globalThis.kept = (() => {
  const PREFIX = "kept ";
  const SIGNED_OUT = "signed_out"; // the cookie by which the server says so, and the sign that other tabs hear
  const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
  const AREAS = { tab: "sessionStorage", browser: "localStorage" };
  const account = document.querySelector('meta[name="account"]')?.content ?? "";
  const isPerson = (key) => key.startsWith("person-");

  // What a step in storage returns; `otherwise` if the browser refuses it.
  const attempt = (step, otherwise) => {
    try {
      return step();
    } catch {
      return otherwise;
    }
  };
  const storage = (area) => attempt(() => window[AREAS[area]]) ?? undefined;
  const place = (name) => `${PREFIX}${account} ${name}`;
  const places = (store) => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const read = (store, key) => attempt(() => JSON.parse(store.getItem(key)), null);
  const isFresh = (entry) => typeof entry?.at === "number" && Math.abs(Date.now() - entry.at) < WEEK_MS;

  const put = (area, name, value) =>
    attempt(() => {
      if (!account) return false;
      storage(area).setItem(place(name), JSON.stringify({ at: Date.now(), value }));
      return true;
    }, false);

  const get = (area, name) =>
    attempt(() => {
      const entry = account ? read(storage(area), place(name)) : null;
      return isFresh(entry) ? entry.value : undefined;
    });

  const drop = (area, name) => attempt(() => storage(area).removeItem(place(name)));

  const removeWhere = (area, condition) =>
    attempt(() => {
      const store = storage(area);
      places(store).filter((key) => condition(store, key)).forEach((key) => store.removeItem(key));
    });
  const removeAll = () => Object.keys(AREAS).forEach((area) => removeWhere(area, () => true));
  const dropAll = () => {
    removeAll();
    attempt(() => {
      storage("browser").setItem(SIGNED_OUT, Date.now());
      storage("browser").removeItem(SIGNED_OUT);
    });
  };

  const isAnothers = (key) => {
    const owner = key.slice(PREFIX.length).split(" ")[0];
    if (!account || owner === account) return false;
    return isPerson(account) || !isPerson(owner);
  };

  window.addEventListener("storage", (event) => {
    if (event.key === SIGNED_OUT && event.newValue) removeAll();
  });
  if (document.cookie.split("; ").some((pair) => pair.startsWith(`${SIGNED_OUT}=`))) {
    dropAll();
    document.cookie = `${SIGNED_OUT}=; path=/; max-age=0; samesite=lax`;
  }
  for (const area of Object.keys(AREAS)) {
    removeWhere(area, (store, key) => isAnothers(key) || !isFresh(read(store, key)));
  }
  return { account, put, get, drop, dropAll };
})();

// What a page keeps in the browser until the server has it: in the tab's own storage or in the whole browser's.
//
//   kept.put(area, name, value)   whether it was kept; area is "tab" or "browser", value anything JSON can say
//   kept.get(area, name)          the value; undefined if there is none
//   kept.drop(area, name)         kept.dropAll(); kept.isLeft: whether this page did that as it opened
//   kept.owners(area, name)       the accounts with such an entry; put, get and drop take one as last argument
//   kept.account                  whose page this is: an opaque key, "" for nobody, who keeps nothing
//
// Each entry belongs to the account of the page that kept it, and no other account is given it. Another account's are
// removed, but a guest's page leaves those of a person: their session may only have run out, and they want them back
// once they have signed in. A person's page leaves the pack that a guest worked without a network, and asks whose it is
// (offline.js). All goes at signing out, and everything after a week. Nothing here throws where storage is switched off
// or full.
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
  const place = (name, owner) => `${PREFIX}${owner} ${name}`;
  const ownerOf = (key) => key.slice(PREFIX.length).split(" ")[0];
  const places = (store) => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const read = (store, key) => attempt(() => JSON.parse(store.getItem(key)), null);
  const isFresh = (entry) => typeof entry?.at === "number" && Math.abs(Date.now() - entry.at) < WEEK_MS;

  const put = (area, name, value, owner = account) =>
    attempt(() => {
      if (!owner) return false;
      storage(area).setItem(place(name, owner), JSON.stringify({ at: Date.now(), value }));
      return true;
    }, false);

  const get = (area, name, owner = account) =>
    attempt(() => {
      const entry = owner ? read(storage(area), place(name, owner)) : null;
      return isFresh(entry) ? entry.value : undefined;
    });

  const drop = (area, name, owner = account) => attempt(() => storage(area).removeItem(place(name, owner)));

  const owners = (area, name) =>
    attempt(() => places(storage(area)).map(ownerOf).filter((owner) => get(area, name, owner)), []);

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
    const owner = ownerOf(key);
    if (!account || owner === account) return false;
    return isPerson(account) ? isPerson(owner) || key.split(" ")[2] !== "pack" : !isPerson(owner);
  };

  window.addEventListener("storage", (event) => {
    if (event.key === SIGNED_OUT && event.newValue) removeAll();
  });
  const isLeft = document.cookie.split("; ").some((pair) => pair.startsWith(`${SIGNED_OUT}=`));
  if (isLeft) {
    dropAll();
    document.cookie = `${SIGNED_OUT}=; path=/; max-age=0; samesite=lax`;
  }
  for (const area of Object.keys(AREAS)) {
    removeWhere(area, (store, key) => isAnothers(key) || !isFresh(read(store, key)));
  }
  // What works without a network is loaded from the second page of a visit on: the first is to be light.
  const { offline } = document.querySelector("#told")?.dataset ?? {};
  if (offline && (navigator.serviceWorker?.controller || document.referrer.startsWith(`${location.origin}/`))) {
    const script = Object.assign(document.createElement("script"), { src: offline });
    window.addEventListener("load", () => document.head.append(script));
  }
  return { account, isLeft, put, get, drop, owners, dropAll };
})();

// What is typed into a form of the desk is not lost: leaving the page asks first, and the browser keeps a draft, every
// two seconds, which is offered when the form is opened again after a crash, an expired session or a wrong click.
//
// A draft belongs to one page that was opened; two tabs have two. A page that is still open holds a lock by the name of
// its draft, so that no other tab offers it. The server names the drafts that it has saved in a cookie (config/unsent.py).
(() => {
  const DRAFTS = "drafts";
  const SAVED = "text_saved";
  const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
  const EVERY_MS = 2000;
  const OF_THE_FORM = new Set(["csrfmiddlewaretoken", "form_owner", "form_draft", "case"]);
  const NOT_TYPED = new Set(["hidden", "submit", "button", "image", "reset", "file", "password"]);
  const ROW = /^(.+)-(\d+|__prefix__)-([^-]+)$/;
  const forms = [...document.querySelectorAll("form")].filter((form) => form.elements.namedItem("form_owner"));

  // ---- what a form holds: plain fields by name, and rows of the tables below it

  const isChoice = (element) => element.type === "checkbox" || element.type === "radio";
  const plain = (text) => text.replaceAll("\r\n", "\n");
  const listed = (options) => options.map((option) => [option.value, option.text.trim()]);
  const now = (element) => {
    if (isChoice(element)) return element.checked;
    if (element.options) return listed([...element.selectedOptions]);
    return plain(element.value);
  };
  const atFirst = (element) => {
    if (isChoice(element)) return element.defaultChecked;
    if (!element.options) return plain(element.defaultValue);
    const chosen = [...element.options].filter((option) => option.defaultSelected);
    return listed(chosen.length || element.multiple ? chosen : [...element.options].slice(0, 1));
  };
  const fields = (form) =>
    [...form.elements].filter(
      (element) =>
        element.name && !OF_THE_FORM.has(element.name) && !NOT_TYPED.has(element.type) && !element.closest(".selector"),
    );
  const placeOf = (element) => (element.type === "radio" ? `${element.name}=${element.value}` : element.name);
  const rowOf = (form, element) => {
    const [, prefix, index, field] = ROW.exec(element.name) ?? [];
    return form.elements.namedItem(`${prefix}-TOTAL_FORMS`) ? { prefix, index, field } : null;
  };
  const idOf = (form, prefix, index) => form.elements.namedItem(`${prefix}-${index}-id`)?.value ?? "";

  // {plain: {place: value}, rows: {prefix: {row: {field: value}}}}: a row that is stored is called by its id, one that is
  // new by "+" and its number; new rows in which nothing is said are left out.
  const contents = (form, value) => {
    const found = { plain: {}, rows: {} };
    const tables = {};
    for (const element of fields(form)) {
      const row = rowOf(form, element);
      if (!row) {
        found.plain[placeOf(element)] = value(element);
        continue;
      }
      tables[row.prefix] ??= {};
      tables[row.prefix][row.index] ??= {};
      tables[row.prefix][row.index][row.field] = value(element);
    }
    for (const [prefix, { __prefix__: blank, ...rows }] of Object.entries(tables)) {
      found.rows[prefix] = {};
      let added = 0;
      for (const [index, said] of Object.entries(rows)) {
        const id = idOf(form, prefix, index);
        if (id) found.rows[prefix][id] = said;
        else if (JSON.stringify(said) !== JSON.stringify(blank)) found.rows[prefix][`+${added++}`] = said;
      }
    }
    return found;
  };

  const differing = (one, other) => {
    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    const names = Object.keys(one.plain).filter((name) => name in other.plain && !same(one.plain[name], other.plain[name]));
    const tables = Object.keys(one.rows).filter((prefix) => !same(one.rows[prefix], other.rows[prefix] ?? {}));
    return { names, tables, n: names.length + tables.length };
  };

  const fill = (element, value) => {
    if (isChoice(element)) {
      element.checked = value;
    } else if (element.options) {
      const values = value.map(([key]) => key);
      for (const [key, text] of value) {
        if (![...element.options].some((option) => option.value === key)) element.add(new Option(text, key));
      }
      for (const option of element.options) option.selected = values.includes(option.value);
      globalThis.django?.jQuery?.(element).trigger("change");
    } else {
      element.value = value;
    }
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const fillRow = (form, prefix, index, said) => {
    for (const [field, value] of Object.entries(said)) {
      const element = form.elements.namedItem(`${prefix}-${index}-${field}`);
      if (element) fill(element, value);
    }
  };
  const putBack = (form, kept) => {
    for (const element of fields(form)) {
      const place = placeOf(element);
      if (!rowOf(form, element) && place in kept.plain) fill(element, kept.plain[place]);
    }
    for (const [prefix, rows] of Object.entries(kept.rows)) {
      const total = form.elements.namedItem(`${prefix}-TOTAL_FORMS`);
      if (!total) continue;
      const all = () => [...Array(Number(total.value)).keys()];
      const free = all().filter((index) => !idOf(form, prefix, index));
      for (const [row, said] of Object.entries(rows)) {
        let index = all().find((n) => idOf(form, prefix, n) === row) ?? free.shift();
        if (index === undefined) {
          document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)?.click();
          index = Number(total.value) - 1;
        }
        fillRow(form, prefix, index, said);
      }
    }
    const mark = form.elements.namedItem("as_read");
    if (mark && kept.asRead) mark.value = kept.asRead;  // so that whoever saved since is not overwritten unawares
  };

  // ---- drafts in the browser

  const formName = (form) => form.getAttribute("action") || form.id || location.pathname;
  const read = () => {
    const drafts = Object.entries(kept.get("browser", DRAFTS) ?? {});
    return Object.fromEntries(drafts.filter(([, draft]) => Date.now() - draft.at < WEEK_MS));
  };
  const write = (drafts) => kept.put("browser", DRAFTS, drafts);
  const drop = (...ids) => write(Object.fromEntries(Object.entries(read()).filter(([id]) => !ids.includes(id))));
  const dropSaved = () => {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(`${SAVED}=`));
    if (!cookie) return;
    drop(...cookie.slice(SAVED.length + 1).split("."));
    document.cookie = `${SAVED}=; path=/; max-age=0; samesite=lax`;
  };
  const hold = (id) => navigator.locks?.request(`draft ${id}`, { ifAvailable: true }, () => new Promise(() => {}));
  const openElsewhere = async () => {
    const { held } = (await navigator.locks?.query()) ?? { held: [] };
    return new Set(held.map((lock) => lock.name));
  };

  class Written {
    // A form of this page, with the draft that the browser keeps of it.
    constructor(form) {
      this.form = form;
      const mark = form.elements.namedItem("form_draft");
      this.wasRefused = Boolean(mark);  // the server shows it again and has not saved it
      this.id = mark?.value || crypto.getRandomValues(new Uint32Array(3)).join("");
      if (!mark) {
        const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "form_draft", value: this.id });
        form.append(hidden);
      }
      this.first = contents(form, atFirst);
      this.note = element("p", "", { className: "help" });
      form.append(this.note);
      hold(this.id);
    }
    contents() {
      return { ...contents(this.form, now), asRead: this.form.elements.namedItem("as_read")?.value ?? "" };
    }
    get isChanged() {
      return this.wasRefused || differing(this.contents(), this.first).n > 0;
    }
    keep() {
      clearTimeout(this.timer);
      this.timer = undefined;
      const isKept = this.isChanged ? this.put() : drop(this.id) && false;
      this.note.textContent = isKept ? `A draft is kept in this browser (${clock(new Date())}), until you save.` : "";
    }
    put() {
      const draft = { path: location.pathname, form: formName(this.form), at: Date.now(), says: this.contents() };
      return write({ ...read(), [this.id]: draft }) || write({ [this.id]: draft }); // no room: this rather than the old
    }
    keepSoon() {
      this.timer ??= setTimeout(() => this.keep(), EVERY_MS);
    }
  }

  // ---- on the page

  const element = (tag, text, attributes = {}) => {
    const made = Object.assign(document.createElement(tag), attributes);
    made.textContent = text;
    return made;
  };
  const labelOf = (form, place) => {
    const field = fields(form).find((one) => placeOf(one) === place);
    return (field?.labels?.[0]?.textContent ?? place).replace(/:\s*$/, "").trim();
  };
  const headOf = (prefix) =>
    document.querySelector(`#${CSS.escape(prefix)}-heading`)?.textContent.trim().split(" that ")[0].toLowerCase() ?? prefix;
  const clock = (time) => time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const when = (at) => {
    const time = new Date(at);
    const today = time.toDateString() === new Date().toDateString();
    const day = time.toLocaleDateString("en-GB", { day: "numeric", month: "long" });
    return today ? `at ${clock(time)}` : `on ${day} at ${clock(time)}`;
  };
  const shown = (value) =>
    Array.isArray(value) ? value.map(([, text]) => text).join(", ") : typeof value === "boolean" ? (value ? "yes" : "no") : value;

  const offer = (written, id, draft) => {
    const { form } = written;
    const apart = differing(draft.says, written.contents());
    const missing = Object.keys(draft.says.plain).filter((name) => !(name in written.contents().plain));
    const names = [...apart.names, ...missing];
    const titles = [...names.map((name) => labelOf(form, name)), ...apart.tables.map(headOf)];
    const n = titles.length;
    const box = element("section", "", { className: "unsaved" });
    box.setAttribute("aria-label", "What you wrote and did not save");
    const said = element("p", `You wrote this ${when(draft.at)} and it was not saved. It differs from what stands here in ` +
      `${n} ${n === 1 ? "field" : "fields"}: ${titles.join(", ")}.`);
    const details = element("details", "");
    details.append(element("summary", "Show it"));
    for (const name of names) {
      details.append(element("h3", labelOf(form, name)), element("p", shown(draft.says.plain[name]), { className: "unsaved__text" }));
    }
    const end = (words) => {
      box.replaceChildren(element("p", words));
      box.tabIndex = -1;
      box.focus();
    };
    const back = element("button", "Put it back", { type: "button", className: "button default" });
    back.addEventListener("click", () => {
      putBack(form, draft.says);
      drop(id);
      written.keep();
      end("It is back. Look through it, then save: nothing is stored until you do.");
    });
    const away = element("button", "Throw it away", { type: "button", className: "button button--quiet" });
    away.addEventListener("click", () => {
      drop(id);
      end("Thrown away.");
    });
    const buttons = element("p", "", { className: "unsaved__deeds" });
    if (missing.length < Object.keys(draft.says.plain).length) buttons.append(back);
    else said.append(" It cannot be put back, since this page can no longer be changed: copy what you need.");
    buttons.append(away);
    box.append(said, details, buttons);
    form.before(box);
  };

  const offerOthers = async (written) => {
    const open = await openElsewhere();
    const drafts = Object.entries(read()).sort(([, one], [, other]) => other.at - one.at);
    for (const [id, draft] of drafts) {
      const isOfThis = draft.path === location.pathname && draft.form === formName(written.form);
      if (id === written.id || !isOfThis || open.has(`draft ${id}`)) continue;
      const apart = differing(draft.says, written.contents());
      const isGone = !Object.keys(draft.says.plain).some((name) => name in written.contents().plain);
      if (apart.n || isGone) offer(written, id, draft);
      else drop(id);
    }
  };

  dropSaved();
  if (!forms.length) return;
  const all = forms.map((form) => new Written(form));
  let sent = null;
  const ofTarget = (event) => all.find((written) => written.form === event.target?.form);
  const noticed = (written) => {
    sent = null;
    written?.keepSoon();
  };
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => noticed(ofTarget(event)));
  globalThis.django?.jQuery?.(document).on("change", "select", (event) => noticed(ofTarget(event)));
  for (const name of ["formset:added", "formset:removed"]) {
    document.addEventListener(name, () => all.forEach((written) => written.keepSoon()));
  }
  document.addEventListener("submit", (event) => {
    const written = all.find((one) => one.form === event.target);
    const inAnotherTab = event.submitter?.formTarget === "_blank";
    if (!written || event.defaultPrevented || inAnotherTab) return;
    written.keep();
    sent = written;
  });
  const keepAll = () => all.filter((written) => written.timer).forEach((written) => written.keep());
  document.addEventListener("visibilitychange", () => document.hidden && keepAll());
  window.addEventListener("pagehide", keepAll);
  window.addEventListener("beforeunload", (event) => {
    if (all.some((written) => written !== sent && written.isChanged)) event.preventDefault();
  });
  all.filter((written) => written.isChanged).forEach((written) => written.keep());
  all.forEach(offerOthers);
})();

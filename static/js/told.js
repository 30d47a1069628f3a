// Tells what became of a request that failed, in the live region that stands in every page (#told).
//
// A form says by data-kept what of it stays ("Your numbers are kept."). Where the reason is an old token, a fresh one is
// fetched and the form sent again, if the page still belongs to who is signed in; if not, it is asked whose it is.
(() => {
  const region = document.querySelector("#told");
  if (!region) return;
  const [line, actions] = region.children;
  const opened = globalThis.kept?.account ?? ""; // who opened this page
  let account = opened; // for whom its forms are sent
  const resent = new WeakSet();
  const reached = new WeakSet();
  const isPerson = (key) => key.startsWith("person-");

  const REASONS = {
    400: "This page is out of date.",
    403: "The site could not tell that this came from you.",
    404: "What this belongs to is not here any more.",
    409: isPerson(opened)
      ? "Who opened this page is not signed in here now."
      : "This browser no longer knows who opened this page; perhaps its cookies were deleted.",
    413: "That is too much at once.",
    429: "That was too often in a short while; wait a minute.",
    503: "The site is not ready just now.",
  };

  function tell(text, buttons = []) {
    line.textContent = text;
    actions.replaceChildren(
      ...[...buttons, ["Close", close]].map(([name, act]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button--quiet";
        button.textContent = name;
        button.addEventListener("click", act);
        return button;
      }),
    );
    region.toggleAttribute("data-open", Boolean(text));
  }

  function close() {
    line.textContent = "";
    actions.replaceChildren();
    region.removeAttribute("data-open");
  }

  const formOf = ({ elt }) => (elt.matches("form") ? elt : null);
  const isSent = ({ requestConfig }) => requestConfig.verb !== "get";
  const keptOf = (detail) => formOf(detail)?.dataset.kept ?? "What you entered is kept.";
  const submitterOf = ({ requestConfig }) => requestConfig.triggeringEvent?.submitter;

  function again(detail) {
    close();
    const submitter = submitterOf(detail);
    if (submitter?.isConnected) submitter.click(); // htmx sends the value of a button that was clicked only
    else formOf(detail).requestSubmit();
  }

  // `isLost`: nobody knows whether it arrived. `isOld`: only another page can send it.
  function tellFailure(detail, reason, { isLost = false, isOld = false, before = "" } = {}) {
    const form = formOf(detail);
    const buttons = [];
    if (form) buttons.push(["Try again", () => again(detail)]);
    if (isOld) buttons.push(["Reload", () => location.reload()]);
    const first = isOld ? "Reload the page" : before;
    const advice = first ? `${first}, then try again.` : "Try again.";
    const twice = isLost ? " Should it have arrived after all, nothing counts twice." : "";
    const sent = `${reason} Not sent. ${keptOf(detail)} ${advice}${twice}`;
    tell(isSent(detail) ? sent : `${reason} What you see is from before. ${advice}`, buttons);
    // A button that was disabled meanwhile has lost the focus.
    if (form?.isConnected && document.activeElement === document.body) {
      (submitterOf(detail) ?? form.querySelector("button"))?.focus({ preventScroll: true });
    }
  }

  // Who is signed in here now, with a token for their forms; nothing if that cannot be learnt.
  async function whoIsHere() {
    try {
      const answer = await fetch(region.dataset.here, { cache: "no-store", signal: AbortSignal.timeout(10000) });
      return answer.ok ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }

  function sendFor(detail, here) {
    account = here.account;
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((input) => (input.value = here.token));
    resent.add(formOf(detail));
    again(detail);
  }

  function drop(detail) {
    formOf(detail).dispatchEvent(new CustomEvent("told:drop"));
    location.reload();
  }

  function askWhose(detail, here) {
    const now = isPerson(here.account) ? "Another account is signed in here now." : REASONS[409];
    tell(`${now} Not sent. ${keptOf(detail)} Whose is it?`, [
      ["Mine: send it", () => sendFor(detail, here)],
      ["Not mine: drop it", () => drop(detail)],
    ]);
    actions.firstElementChild.focus({ preventScroll: true });
  }

  async function refused(detail) {
    const { status } = detail.xhr;
    const form = formOf(detail);
    const here = form && isSent(detail) ? await whoIsHere() : undefined;
    const isOthers = here && here.account !== account;
    if (isOthers && status !== 404) return askWhose(detail, here);
    if (here && status === 404 && (isOthers || account !== opened)) {
      const before = isPerson(opened) ? "Sign in as they did" : "If it went into an account, sign in there";
      return tellFailure(detail, `${REASONS[409]} This case is theirs.`, { before });
    }
    if (here && status === 403 && !resent.has(form)) return sendFor(detail, here);
    return tellFailure(detail, REASONS[status], { isOld: status !== 409 });
  }

  function answered({ detail }) {
    if (!detail.failed) {
      if (detail.successful && isSent(detail) && account !== opened) location.reload(); // all of it is theirs now
      return undefined;
    }
    const { status, response } = detail.xhr;
    if ([403, 404, 409].includes(status)) return refused(detail);
    if (status < 400) return tellFailure(detail, "The site answered with another page; perhaps you were signed out.");
    if (status < 500) return tellFailure(detail, REASONS[status] ?? `The site refused it (${status}).`, { isOld: status === 400 });
    if (isSent(detail) && response.includes("What you just sent")) {
      return tell(`${response} ${keptOf(detail)}`, formOf(detail) ? [["Try again", () => again(detail)]] : []);
    }
    return tellFailure(detail, REASONS[status] ?? `The site has a fault just now (${status}).`, { isLost: true });
  }

  // A form without htmx leaves its page, and offline for one of the browser's own, with what was entered gone. The
  // browser may be wrong about being offline, so the site is asked.
  async function sendIfReachable(form, submitter) {
    if (await whoIsHere()) {
      reached.add(form);
      return form.requestSubmit(submitter);
    }
    return tell("You are offline. Not sent. What you entered is kept. Try again.", [
      ["Try again", () => sendIfReachable(form, submitter)],
    ]);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || navigator.onLine || reached.delete(form)) return;
    event.preventDefault();
    sendIfReachable(form, event.submitter);
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get" && account) detail.headers["Account-Key"] = account;
  });
  document.addEventListener("htmx:beforeRequest", close);
  // A whole page is never a part of this one: a sign-in page, say, to which the request was led.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!/^\s*<!doctype/i.test(detail.serverResponse)) return;
    detail.shouldSwap = false;
    detail.isError = true;
  });
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("htmx:sendError", ({ detail }) => {
    const isOffline = !navigator.onLine;
    tellFailure(detail, isOffline ? "You are offline." : "The site could not be reached.", { isLost: !isOffline });
  });
  document.addEventListener("htmx:timeout", ({ detail }) => {
    tellFailure(detail, "The site did not answer in time.", { isLost: true });
  });
  // What the site says beside the part that it sends is told here, wherever on the page one is, and only here.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const notices = [...detail.target.querySelectorAll("[data-tell]")];
    if (!notices.length) return;
    tell(notices.map((notice) => notice.textContent.trim()).join(" "));
    notices.forEach((notice) => notice.remove());
  });
})();

// A question of a lesson (data-in-place) is answered where it stands: its form gives way to what the site answers.
// What fails is told by told.js, to which it is put in the words of htmx; without this file the form is sent as any other.

// The choices fold under their question where a screen is narrow; elsewhere there is room for them.
if (globalThis.matchMedia("(min-width: 40.01rem)").matches) {
  document.querySelectorAll(".lesson [data-in-place] > details").forEach((fold) => (fold.open = true));
}

async function answer(form, submitter) {
  const data = new FormData(form, submitter);
  const isGet = form.method === "get";
  const url = new URL(form.action);
  if (isGet) url.search = new URLSearchParams(data);
  const headers = { "HX-Request": "true" };
  if (!isGet) headers["Account-Key"] = globalThis.kept?.account ?? "";
  const tell = (name, said = {}) => {
    const requestConfig = { verb: form.method, triggeringEvent: { submitter } };
    document.dispatchEvent(new CustomEvent(`htmx:${name}`, { detail: { elt: form, requestConfig, ...said } }));
  };
  tell("beforeRequest");
  let response, text;
  try {
    response = await fetch(url, { method: form.method, headers, body: isGet ? undefined : data });
    text = await response.text();
  } catch {
    return tell("sendError");
  }
  if (!response.ok) return tell("afterRequest", { failed: true, xhr: { status: response.status, response: text } });
  const part = new DOMParser().parseFromString(text, "text/html").querySelector("form");
  form.replaceWith(part);
  return part.querySelector("[autofocus]")?.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("[data-in-place]")) return;
  event.preventDefault();
  answer(form, submitter);
});

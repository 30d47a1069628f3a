// A question of a lesson (data-in-place) is answered where it stands: its form gives way to what the site answers.
//
// Where that fails, and without this file, the form is sent as any other and the page comes back at the question.

const failed = new WeakSet();

async function answer(form, button) {
  const data = new FormData(form, button);
  const isGet = form.method === "get";
  const url = new URL(form.action);
  if (isGet) url.search = new URLSearchParams(data);
  const headers = { "HX-Request": "true" };
  if (!isGet) headers["Account-Key"] = globalThis.kept?.account ?? "";
  const response = await fetch(url, { method: form.method, headers, body: isGet ? undefined : data });
  if (!response.ok) throw new Error(response.status);
  const part = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("form");
  form.replaceWith(part);
  part.querySelector("[autofocus]")?.focus({ preventScroll: true });
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("[data-in-place]") || failed.has(form) || !navigator.onLine) return;
  event.preventDefault();
  answer(form, submitter).catch(() => {
    failed.add(form);
    form.requestSubmit(submitter);
  });
});

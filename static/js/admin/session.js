// The session of the desk: asks whether it is still there, and lets the person sign in again over the page.
const desk = document.getElementById("desk-page").dataset;
const session = (() => {
  const dialog = document.getElementById("desk-session");
  const place = dialog.querySelector(".desk-session-form");
  let answered = null; // resolves the question that the dialog asks
  let asking = null;

  // Signing in renews the token that forms send: those of this page follow.
  function renew(token) {
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
      if (!dialog.contains(field)) field.value = token;
    }
  }

  function stateOf(answer) {
    if (String(answer.account) !== desk.account) return answer.account ? "other" : "ended";
    renew(answer.token);
    return "ok";
  }

  const token = () => document.querySelector("#logout-form input[name=csrfmiddlewaretoken], #content input[name=csrfmiddlewaretoken]")?.value || "";

  // Answers with what the server says and the state: "ok", "ended", "other", "offline", or "failed": it did not want the fields.
  async function ask(url = desk.session, fields = null, options = {}) {
    let body;
    if (fields) {
      body = new FormData();
      body.append("csrfmiddlewaretoken", token());
      for (const [name, value] of Object.entries(fields)) body.append(name, value);
    }
    try {
      const response = await fetch(url, { method: fields ? "POST" : "GET", body, cache: "no-store", ...options });
      if (response.status === 401) return { state: "ended" };
      if (response.status === 403 && fields) { // a token from before somebody signed in again in another tab
        const again = await ask();
        return again.state === "ok" && !options.second ? ask(url, fields, { ...options, second: true }) : again;
      }
      if (!response.ok) return { state: fields ? "failed" : "offline" };
      const answer = await response.json();
      return { ...answer, state: stateOf(answer) };
    } catch {
      return { state: "offline" };
    }
  }

  function show(state) {
    dialog.querySelector("h2").textContent = desk[state];
    dialog.querySelector("p").textContent = desk[`${state}Why`];
    place.replaceChildren();
    if (!dialog.open) dialog.showModal();
    if (state === "ended") load(`${desk.signIn}?next=${encodeURIComponent(desk.session)}`);
    else dialog.querySelector("[data-do=again]").focus();
  }

  // A page of signing in, fetched: its forms stand in the dialog and are sent from there, up to the last step.
  async function load(url, options = {}) {
    place.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(url, { cache: "no-store", ...options });
      if (new URL(response.url).pathname === desk.session) return void settle(await ask());
      const page = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#content");
      for (const one of page.querySelectorAll("h1, script, .desk-note, form[action*=logout]")) one.remove();
      for (const one of page.querySelectorAll("[id]")) one.id = `again-${one.id}`;
      for (const one of page.querySelectorAll("[for]")) one.htmlFor = `again-${one.htmlFor}`;
      for (const form of page.querySelectorAll("form")) form.action = new URL(form.getAttribute("action") || "", response.url).href;
      place.replaceChildren(...page.childNodes);
      place.querySelector("input:not([type=hidden])")?.focus();
    } catch {
      show("offline");
    } finally {
      place.removeAttribute("aria-busy");
    }
  }

  function settle(answer) {
    if (answer.state !== "ok") return show(answer.state);
    dialog.close();
    document.dispatchEvent(new CustomEvent("desk:signed-in"));
    answered(true);
  }

  // Resolves to true once the session is the page's own, to false where the person goes back to the form.
  async function ensure(first = null) {
    const answer = first && first.state !== "failed" ? first : await ask();
    if (answer.state === "ok") return true;
    if (!asking) asking = new Promise((resolve) => { answered = resolve; }).finally(() => { asking = null; });
    show(answer.state);
    return asking;
  }

  place.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    load(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target, event.submitter)) });
  });
  dialog.querySelector("[data-do=again]").addEventListener("click", async () => settle(await ask()));
  dialog.querySelector("[data-do=close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { place.replaceChildren(); if (asking) answered(false); });
  return { ask, ensure, token };
})();

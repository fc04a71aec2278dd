// Typed work: kept on the server while one types, asked about before it is left, and never sent into an ended session.
(() => {
  const EVERY = 5_000; // milliseconds between two looks at the form
  const MOST_ALIVE = 60_000; // bytes that a browser still sends for a page that is gone
  const forms = [...document.querySelectorAll('#content form[method="post"]')].filter((form) =>
    !form.closest("dialog, .unsaved-offer, .unsaved-list, .two-step") && form.querySelector("textarea, select, input:not([type=hidden], [type=submit], [type=password])"));
  const here = new URL(location.href).pathname;
  const kept = desk.keep && forms.find((form) => new URL(form.getAttribute("action") || "", location.href).pathname === here);
  const asked = new Map(); // of each form that is asked about: its entries when it was opened
  let saved = null; // the entries that the server has, as text
  let touched = "unsaved" in desk;
  let leaving = false;
  let sent = false;
  let passed = null; // the form that may go now
  let keeping = Promise.resolve();

  function entries(form) {
    const secret = new Set([...form.querySelectorAll("input[type=password], input[data-show]")].map((box) => box.name)); // shown ones too
    const found = [...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && !secret.has(name) && !/password/i.test(name) && name !== "csrfmiddlewaretoken" && name !== "_page" && name !== "_seen");
    for (const list of form.querySelectorAll("select.filtered[id$=_to]")) { // its choices are marked only as it is sent
      for (const option of list.options) if (!option.selected) found.push([list.name, option.value]);
    }
    return JSON.stringify(found);
  }

  const isDirty = (form) => ("unsaved" in desk && form === kept) || (touched && asked.has(form) && entries(form) !== asked.get(form));
  const local = `unsaved ${desk.account} ${desk.page}`;

  function note(words) {
    let line = kept.querySelector(".autosave-note");
    if (!line) {
      line = document.createElement("span");
      line.className = "autosave-note";
      line.setAttribute("role", "status");
      (kept.querySelector(".bar-state") || kept.querySelector(".record-bar, .in-view") || kept).append(line);
    }
    line.textContent = words;
  }

  const titleOf = () => ["h1", "h2"].map((name) => document.querySelector(`#content > ${name}`)?.textContent.trim()).filter(Boolean).join(": ");

  function fields(now) {
    const seen = kept.elements._seen ? [["_seen", kept.elements._seen.value]] : [];
    const found = isDirty(kept) ? [...seen, ...JSON.parse(now)] : [];
    return { path: desk.path, page: desk.page, title: titleOf(), entries: JSON.stringify(found) };
  }

  // Keeps the form as it stands; answers with the state of the session, null where there is nothing to keep.
  async function keep(atTheEnd = false) {
    if (!kept || leaving || !touched) return null;
    const now = entries(kept);
    if (now === saved || (saved === null && !isDirty(kept))) return null;
    const body = fields(now);
    const answer = await session.ask(desk.keep, body, { keepalive: atTheEnd && body.entries.length < MOST_ALIVE });
    if (answer.state === "ok") {
      saved = now;
      localStorage.removeItem(local);
      note(isDirty(kept) ? desk.kept.replace("{time}", answer.at) : "");
      document.dispatchEvent(new CustomEvent("desk:autosaved", { detail: answer.at }));
    } else {
      try { localStorage.setItem(local, JSON.stringify(body)); } catch { /* full: the page itself still has it */ }
      note(answer.state === "offline" ? desk.notKept : desk.ended);
    }
    return answer;
  }

  const keepInTurn = (atTheEnd) => { keeping = keeping.then(() => keep(atTheEnd)); return keeping; };

  // What was typed while the line was cut, in a page that is gone: handed in as soon as its author opens the desk again.
  async function handIn() {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(`unsaved ${desk.account} `) && name !== local)) {
      const body = JSON.parse(localStorage.getItem(key));
      if ((await session.ask(desk.session.replace("session/", "keep/"), body)).state !== "ok") return;
      localStorage.removeItem(key);
      if (body.path === desk.path && !touched) location.reload();
    }
  }

  // -- Sending ------------------------------------------------------------------------------------------------------

  async function mayGo(form) {
    if (stagedFiles.underWay()) {
      if (!(await session.ensure())) return false;
      document.dispatchEvent(new CustomEvent("desk:signed-in")); // files that met no connection are sent again
      await stagedFiles.all();
    }
    await keeping;
    const answer = form === kept ? await keepInTurn() : null;
    if (!(await session.ensure(answer))) return false;
    if (answer && answer.state !== "ok") await keepInTurn(); // what this browser kept meanwhile is the server's now
    return true;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.closest("dialog") || form.closest(".desk-drop")) return;
    if (passed === form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.waits) return;
    form.dataset.waits = "1";
    mayGo(form).finally(() => { delete form.dataset.waits; }).then((goes) => {
      if (!goes) return;
      passed = form;
      if (event.submitter) form.requestSubmit(event.submitter);
      else form.requestSubmit();
      passed = null;
    });
  }, true);

  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (forms.some((form) => form !== event.target && isDirty(form))) return; // what is typed in another form would be left
    leaving = sent = true;
    if (event.target.matches("#logout-form, [data-signs-out]")) {
      for (const key of Object.keys(localStorage)) if (key.startsWith("unsaved ")) localStorage.removeItem(key);
    }
  });

  // -- Leaving ------------------------------------------------------------------------------------------------------

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (forms.some(isDirty) || stagedFiles.underWay())) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keepInTurn(true); });
  window.addEventListener("pagehide", () => keepInTurn(true));
  window.addEventListener("online", () => keepInTurn());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && sent) location.reload(); // the form was saved: what stands here is of before
    leaving = false;
  });

  for (const name of ["input", "change", "keydown", "pointerdown", "drop"]) {
    document.addEventListener(name, () => { touched = true; }, { capture: true });
  }

  // A folded row that is opened brings its boxes along: nothing was typed by that.
  let wasClean = false;
  document.addEventListener("click", (event) => { if (event.target.closest(".inline-unfold")) wasClean = !forms.some(isDirty); }, true);
  document.addEventListener("row:opened", () => { if (wasClean) for (const form of asked.keys()) asked.set(form, entries(form)); });

  function begin() {
    for (const form of forms) {
      form.autocomplete = "off"; // a browser gives back the plain boxes only: a half-empty form that looks whole
      if (!form.matches("#changelist-form")) asked.set(form, entries(form));
    }
    if (kept) setInterval(keepInTurn, EVERY);
    handIn();
  }

  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();

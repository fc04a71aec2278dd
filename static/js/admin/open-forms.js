// Says every 30 seconds that this form is open, and shows who else has it open.
// Without this file nobody is told; two saves at once are joined all the same.
document.addEventListener("DOMContentLoaded", () => {
  const note = document.querySelector("[data-open-forms]");
  const token = document.querySelector("#content-main form [name=csrfmiddlewaretoken]");
  if (!note || !token) return;
  const body = (closed) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token.value);
    if (closed) data.set("closed", "1");
    return data;
  };
  const tell = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(note.dataset.openForms, { method: "POST", body: body(false), redirect: "error" });
      if (!answer.ok) return;
      const { said } = await answer.json();
      if (note.textContent !== said) note.textContent = said;
      note.hidden = !said;
    } catch {
      // The line is cut or the session has ended: another part of the page says so.
    }
  };
  tell();
  setInterval(tell, 30000);
  document.addEventListener("visibilitychange", tell);
  addEventListener("pagehide", () => navigator.sendBeacon(note.dataset.openForms, body(true)));
});

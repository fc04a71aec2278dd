// Comforts of a text to be taken along: chosen whole when it is reached, copied by a button.
for (const code of document.querySelectorAll("[data-embed-code]")) {
  code.addEventListener("focus", () => code.select());
  const button = code.parentElement.querySelector("[data-embed-copy]");
  if (!button || !navigator.clipboard) continue;
  const name = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.value);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; }, 2500);
    } catch {
      code.focus();
    }
  });
}

// Comforts only: the page works without this file.
const root = document.documentElement;
const year = 365 * 24 * 3600;

// The reader's choice of language is remembered for the address without a language.
for (const link of document.querySelectorAll("a[data-language]")) {
  link.addEventListener("click", () => {
    const [prefix, secure] = location.protocol === "https:" ? ["__Host-", ";secure"] : ["", ""];
    document.cookie = `${prefix}language=${link.dataset.language};path=/;max-age=${year};samesite=lax${secure}`;
  });
}

// Light or dark by choice; without one the system decides.
const button = document.querySelector("[data-theme-button]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    root.dataset.theme = theme;
    localStorage.setItem("portal-theme", theme);
  });
}

// A filter applies as soon as it is chosen.
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (!field.value) field.disabled = true;
  });
}

// A chart wider than the screen shows its newest years first.
for (const box of document.querySelectorAll(".chart-drawing.is-wide")) {
  box.scrollLeft = box.scrollWidth * (document.dir === "rtl" ? -1 : 1);
}

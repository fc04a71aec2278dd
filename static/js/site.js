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

// Empty fields of a filter stay out of the address. A page that comes back from the browser's memory shows the
// filters that it was made with.
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
  addEventListener("pageshow", (event) => event.persisted && form.reset());
}

// A printout says on which day it was made.
addEventListener("beforeprint", () => {
  const language = { fa: "fa-IR-u-ca-persian" }[root.lang] || root.lang;
  for (const place of document.querySelectorAll("[data-printed-on]")) {
    place.textContent = new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date());
  }
});

// A chart wider than the screen shows its newest years first.
for (const box of document.querySelectorAll(".chart-drawing.is-wide")) {
  box.scrollLeft = box.scrollWidth * (document.dir === "rtl" ? -1 : 1);
}

// Language tabs of the desk: show one language's boxes or both, and say how many are empty in each.
// Without this file both languages are simply shown.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#content-main form");
  const rows = () => form.querySelectorAll(".mt");
  if (!form || !rows().length) return;
  const persian = document.documentElement.lang === "fa";
  const names = persian ? { fa: "فارسی", en: "انگلیسی", both: "هر دو" } : { fa: "Persian", en: "English", both: "Both" };
  const bar = document.createElement("div");
  bar.className = "language-tabs";
  const mark = () => {
    for (const box of rows()) {
      const language = /_en$|-en$/.test(box.name.replace(/-\d+$/, "")) ? "en" : "fa";
      box.lang = language;
      box.dir = language === "fa" ? "rtl" : "ltr";
      const cell = box.closest(".form-row > .flex-container, .form-row > div > .fieldBox, td") || box.closest(".form-row");
      (cell.closest(".form-row") || cell).classList.add(`in-${language}`);
    }
  };
  const count = () => {
    for (const language of ["fa", "en"]) {
      const empty = [...rows()].filter((box) => {
        const twin = form.elements[box.name.replace(/_(fa|en)$/, language === "fa" ? "_en" : "_fa")];
        return box.lang === language && !box.value.trim() && twin && twin.value.trim();
      }).length;
      const gap = bar.querySelector(`[data-show="${language}"] .gap`);
      gap.hidden = !empty;
      gap.textContent = new Intl.NumberFormat(document.documentElement.lang).format(empty);
    }
  };
  const show = (language) => {
    if (language === "both") delete form.dataset.language;
    else form.dataset.language = language;
    for (const button of bar.children) button.setAttribute("aria-pressed", String(button.dataset.show === language));
    localStorage.setItem("desk-language", language);
  };
  for (const [language, name] of Object.entries(names)) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.show = language;
    button.textContent = name;
    const gap = document.createElement("span");
    gap.className = "gap";
    gap.hidden = true;
    button.append(gap);
    button.addEventListener("click", () => show(language));
    bar.append(button);
  }
  form.prepend(bar);
  mark();
  count();
  form.addEventListener("input", count);
  for (const happened of ["formset:added", "row:opened"]) document.addEventListener(happened, mark);
  const wrong = form.querySelector(".errors .mt");
  show(wrong ? "both" : localStorage.getItem("desk-language") || "both");
});

// Comforts of galleries only: choosing, copying and the large view. Every page works without this file.
const language = document.documentElement.lang;
const rightToLeft = document.documentElement.dir === "rtl";

// -- Sizes as the pages write them (languages.file_size) -----------------------------------------------
function fileSize(bytes) {
  const mega = bytes >= 1e6;
  const amount = mega ? bytes / 1e6 : Math.max(1, Math.round(bytes / 1e3));
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: mega ? "megabyte" : "kilobyte",
    unitDisplay: language === "fa" ? "long" : "short",
    maximumFractionDigits: mega && amount < 10 ? 1 : 0,
  }).format(amount).replace("kB", "KB"); // as the pages write it
}

// -- Choosing photos: the buttons say how many and how large -------------------------------------------
function choosing(form) {
  const buttons = [...form.querySelectorAll("button[data-chosen]")];
  if (!buttons.length) return;
  const boxes = [...form.querySelectorAll("input[name=photo]")];
  const plain = new Map(buttons.map((button) => [button, button.textContent]));
  const show = () => {
    const chosen = boxes.filter((box) => box.checked);
    for (const button of buttons) {
      button.disabled = !chosen.length;
      const bytes = chosen.reduce((sum, box) => sum + Number(box.dataset[button.value]), 0);
      button.textContent = chosen.length
        ? button.dataset.chosen.replace("{count}", new Intl.NumberFormat(language).format(chosen.length)).replace("{size}", fileSize(bytes))
        : plain.get(button);
    }
  };
  for (const button of form.querySelectorAll("[data-choose-all]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = Boolean(button.dataset.chooseAll);
      show();
    });
  }
  let last = null; // with Shift, everything from the last box pressed to this one
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
        show();
      }
      last = box;
    });
  }
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show); // browsers keep ticks when one comes back
  show();
}

// -- Copying caption and credit ------------------------------------------------------------------------
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea"); // where the page came without TLS
  field.value = text;
  (document.querySelector("dialog[open]") || document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function addCopyButtons(root) {
  for (const place of root.querySelectorAll("[data-copies]")) {
    for (const part of ["caption", "credit"]) {
      const text = place.dataset[part];
      if (!text || place.querySelector(`[data-copy=${part}]`)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet";
      button.dataset.copy = part;
      button.textContent = place.dataset[`${part}Label`];
      button.addEventListener("click", async () => {
        await copy(text);
        button.textContent = place.dataset.done;
        setTimeout(() => { button.textContent = place.dataset[`${part}Label`]; }, 2000);
      });
      place.append(button);
    }
  }
}

// -- The large view: shows the figure of a photo's own page --------------------------------------------
const CLOSE = "M6 6l12 12M18 6L6 18";
const FORWARD = "M9 5l7 7-7 7";
const BACK = "M15 5l-7 7 7 7";

class LargeView {
  constructor(form) {
    this.words = form.dataset;
    this.links = [...form.querySelectorAll("a[data-photo]")];
    this.figures = new Map();
    this.dialog = this.build();
    form.append(this.dialog);
    for (const link of this.links) {
      link.addEventListener("click", (event) => {
        if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        location.hash = link.id;
      });
    }
    window.addEventListener("hashchange", () => this.follow());
    this.follow();
  }

  build() {
    const dialog = document.createElement("dialog");
    dialog.className = "light-box";
    const bar = document.createElement("div");
    bar.className = "bar";
    this.place = document.createElement("span");
    this.place.className = "place";
    this.place.setAttribute("role", "status");
    this.previous = this.tool(this.words.previous, BACK, () => this.step(-1), true);
    this.next = this.tool(this.words.next, FORWARD, () => this.step(1), true);
    const close = this.tool(this.words.close, CLOSE, () => dialog.close());
    this.pick = document.createElement("button");
    this.pick.type = "button";
    this.pick.className = "button quiet pick-one";
    this.pick.textContent = this.words.choose;
    this.pick.addEventListener("click", () => {
      this.box().click();
      this.showChoice();
    });
    bar.append(this.place, this.pick, this.previous, this.next, close);
    this.stage = document.createElement("div");
    this.stage.className = "stage";
    dialog.append(bar, this.stage);
    dialog.addEventListener("close", () => this.closed());
    // On the document: a button that becomes disabled loses the focus to the page.
    document.addEventListener("keydown", (event) => { if (dialog.open) this.key(event); });
    this.swipe(this.stage);
    return dialog;
  }

  tool(name, path, act, turned = false) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.setAttribute("aria-label", name);
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"${turned ? ' class="turned"' : ""}><path d="${path}"/></svg>`;
    button.addEventListener("click", act);
    return button;
  }

  box() {
    return this.links[this.at].closest("li").querySelector("input[name=photo]");
  }

  showChoice() {
    const box = this.box();
    this.pick.hidden = !box;
    this.pick.setAttribute("aria-pressed", String(Boolean(box?.checked)));
  }

  follow() {
    const place = this.links.findIndex((link) => `#${link.id}` === location.hash);
    if (place >= 0) this.show(place);
    else if (this.dialog.open) this.dialog.close();
  }

  async show(place) {
    this.at = place;
    if (!this.dialog.open) this.dialog.showModal();
    const number = new Intl.NumberFormat(language);
    this.place.textContent = `${number.format(place + 1)} / ${number.format(this.links.length)}`;
    this.showChoice();
    this.previous.disabled = place === 0;
    this.next.disabled = place === this.links.length - 1;
    this.stage.textContent = this.words.waiting;
    const figure = await this.figure(place);
    if (this.at !== place) return; // the reader went on meanwhile
    if (!figure) {
      location.assign(this.links[place].href);
      return;
    }
    this.stage.replaceChildren(figure);
    addCopyButtons(this.stage);
    this.dialog.setAttribute("aria-label", figure.querySelector("img")?.alt || "");
    for (const near of [place + 1, place - 1]) if (this.links[near]) this.figure(near);
  }

  // Pages of neighbours are fetched ahead; their pictures only when they are shown.
  figure(place) {
    if (!this.figures.has(place)) {
      const found = fetch(this.links[place].href)
        .then((response) => (response.ok ? response.text() : Promise.reject(response)))
        .then((text) => new DOMParser().parseFromString(text, "text/html").querySelector("[data-figure]"))
        .catch(() => null);
      this.figures.set(place, found);
      found.then((figure) => { if (!figure) this.figures.delete(place); });
    }
    return this.figures.get(place).then((figure) => figure && document.importNode(figure, true));
  }

  step(by) {
    const link = this.links[this.at + by];
    if (link) location.replace(`#${link.id}`);
  }

  key(event) {
    const steps = { ArrowRight: rightToLeft ? -1 : 1, ArrowLeft: rightToLeft ? 1 : -1, PageDown: 1, PageUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      this.step(steps[event.key]);
    } else if (event.key === "Home") this.step(-this.at);
    else if (event.key === "End") this.step(this.links.length - 1 - this.at);
  }

  swipe(stage) {
    let from = null;
    stage.addEventListener("pointerdown", (event) => { from = event.isPrimary ? event : null; });
    stage.addEventListener("pointercancel", () => { from = null; });
    stage.addEventListener("pointerup", (event) => {
      if (!from || event.pointerType === "mouse") return;
      const [x, y] = [event.clientX - from.clientX, event.clientY - from.clientY];
      from = null;
      if (Math.abs(x) > 50 && Math.abs(x) > 2 * Math.abs(y)) this.step((x < 0) === rightToLeft ? -1 : 1);
    });
  }

  closed() {
    const link = this.links[this.at];
    this.stage.replaceChildren();
    if (location.hash) history.pushState(null, "", location.pathname + location.search);
    link?.focus();
  }
}

for (const form of document.querySelectorAll("form[data-gallery]")) {
  choosing(form);
  if (window.HTMLDialogElement) new LargeView(form);
}
addCopyButtons(document);

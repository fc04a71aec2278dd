// Order of photos: drag them, or move the one in focus with the arrow keys. Without this file one types numbers.
const form = document.getElementById("order");
const list = form.querySelector("ol");
const status = form.querySelector("[role=status]");
const rightToLeft = document.documentElement.dir === "rtl";
const number = new Intl.NumberFormat(document.documentElement.lang);
let dragged = null;

function listed() {
  if (form.elements.as_listed) return;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "as_listed";
  field.value = "1";
  form.append(field);
}

function renumber() {
  [...list.children].forEach((item, place) => { item.querySelector(".number").textContent = number.format(place + 1); });
}

function say(item) {
  renumber();
  const all = [...list.children];
  status.textContent = form.dataset.moved
    .replace("{name}", item.dataset.name)
    .replace("{place}", number.format(all.indexOf(item) + 1))
    .replace("{total}", number.format(all.length));
}

function move(item, by) {
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(item);
  else other.after(item);
  item.focus();
  item.scrollIntoView({ block: "nearest" });
  listed();
  say(item);
}

for (const item of list.children) {
  item.tabIndex = 0;
  item.draggable = true;
  item.querySelector("label").hidden = true;
  for (const [name, by] of [[form.dataset.earlier, -1], [form.dataset.later, 1]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = (by < 0) === rightToLeft ? "→" : "←";
    button.setAttribute("aria-label", `${name}: ${item.dataset.name}`);
    button.addEventListener("click", () => move(item, by));
    item.append(button);
  }
  item.addEventListener("keydown", (event) => {
    if (event.target !== item) return;
    const steps = { ArrowLeft: rightToLeft ? 1 : -1, ArrowRight: rightToLeft ? -1 : 1, ArrowUp: -1, ArrowDown: 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    move(item, steps[event.key]);
  });
  item.addEventListener("dragstart", (event) => { dragged = item; event.dataTransfer.effectAllowed = "move"; item.classList.add("dragged"); });
  item.addEventListener("dragend", () => { item.classList.remove("dragged"); if (dragged) say(dragged); dragged = null; });
  item.addEventListener("dragover", (event) => {
    if (!dragged || dragged === item) return;
    event.preventDefault();
    const all = [...list.children];
    if (all.indexOf(dragged) < all.indexOf(item)) item.after(dragged);
    else item.before(dragged);
    listed();
  });
  item.addEventListener("drop", (event) => event.preventDefault());
}
form.querySelector(".without-scripts").hidden = true;
form.querySelector(".with-scripts").hidden = false;

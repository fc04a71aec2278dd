// Many photographs at once: dropped or chosen, each sent by itself with its progress, those refused named.
// Without this file the same form sends them all in one go.
const form = document.getElementById("add-photos");
const input = form.querySelector("input[type=file]");
const list = document.getElementById("add-list");
const progress = document.getElementById("add-progress");
const bar = progress.querySelector("progress");
const words = form.dataset;
const language = document.documentElement.lang;
const number = new Intl.NumberFormat(language);
const percent = new Intl.NumberFormat(language, { style: "percent" });
const AT_ONCE = 2;
const queue = [];
const count = { all: 0, finished: 0, added: 0, refused: 0 };
let running = 0;

function line(name, state = words.waiting) {
  const item = document.createElement("li");
  const title = document.createElement("bdi");
  title.textContent = name;
  const said = document.createElement("span");
  said.textContent = state;
  item.append(title, " ", said);
  list.append(item);
  return { item, said };
}

function sum() {
  progress.hidden = false;
  bar.max = count.all;
  bar.value = count.finished;
  progress.querySelector(".sum").textContent = words.sum
    .replace("{added}", number.format(count.added)).replace("{refused}", number.format(count.refused));
  progress.querySelector("a").hidden = running > 0 || queue.length > 0;
  form.toggleAttribute("aria-busy", running > 0);
}

// The record changed by our own hand: what the captions' form has seen moves along, unless somebody else was faster.
function noteSeen(before, after) {
  for (const field of document.querySelectorAll("input[name=_seen]")) if (field.value === before) field.value = after;
}

function tell(row, result) {
  row.item.className = result.taken ? "taken" : "refused";
  row.said.textContent = result.message || words.done;
  if (result.thumbnail) {
    const picture = new Image(48, 48);
    picture.src = result.thumbnail;
    picture.alt = "";
    row.item.prepend(picture);
  }
  count[result.taken ? "added" : "refused"] += 1;
}

function send(file) {
  const row = line(file.name);
  queue.push(() => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let read = 0;
    let told = 0;
    let seen = null;
    const results = () => {
      const end = request.responseText.lastIndexOf("\n") + 1;
      for (const text of request.responseText.slice(read, end).split("\n").filter(Boolean)) {
        const result = JSON.parse(text);
        if ("seen" in result) {
          if (seen !== null) noteSeen(seen, result.seen);
          seen = result.seen;
        } else if ("ahead" in result) {
          if (!told) row.said.textContent = words.ahead.replace("{count}", number.format(result.ahead));
        } else {
          tell(told === 0 ? row : line(result.name), result);
          if (told === 0 && result.name !== file.name) row.item.querySelector("bdi").textContent = result.name;
          told += 1;
        }
      }
      read = end;
      sum();
    };
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.said.textContent = words.sending.replace("{percent}", percent.format(event.loaded / event.total));
    });
    request.upload.addEventListener("load", () => { if (!told) row.said.textContent = words.checking; });
    request.addEventListener("progress", () => { if (request.status === 200) results(); });
    request.addEventListener("loadend", () => {
      if (request.status === 200) results();
      if (!told) tell(row, { taken: false, message: words.failed });
      resolve();
    });
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("files", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/x-ndjson");
    request.send(data);
  }));
  count.all += 1;
}

async function work() {
  if (running >= AT_ONCE) return;
  running += 1;
  while (queue.length) {
    await queue.shift()();
    count.finished += 1;
    sum();
  }
  running -= 1;
  sum();
}

function take(files) {
  for (const file of files) send(file);
  sum();
  for (let place = 0; place < AT_ONCE; place += 1) work();
}

input.required = false;
input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
form.addEventListener("submit", (event) => event.preventDefault());
form.querySelector("button").hidden = true;
form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  take([...event.dataTransfer.files]);
});
window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });

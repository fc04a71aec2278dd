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
  queueUp(file, line(file.name));
  count.all += 1;
}

// Without a session, or without a connection, a file waits in its line until it can be sent again.
async function sendAgain(file, row, status) {
  row.said.textContent = words.failed;
  count.all += 1;
  if (status && (await session.ensure())) return queueUp(file, row), start();
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = desk.again;
  const go = () => {
    window.removeEventListener("online", go);
    document.removeEventListener("desk:signed-in", go);
    button.remove();
    queueUp(file, row);
    start();
  };
  button.addEventListener("click", go);
  window.addEventListener("online", go);
  document.addEventListener("desk:signed-in", go);
  row.item.append(" ", button);
}

function queueUp(file, row) {
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
    const isAnswer = () => (request.getResponseHeader("Content-Type") || "").startsWith("application/x-ndjson");
    request.addEventListener("progress", () => { if (isAnswer()) results(); });
    request.addEventListener("loadend", () => {
      if (isAnswer()) results();
      if (!told) sendAgain(file, row, request.status);
      resolve();
    });
    const data = new FormData();
    data.append("csrfmiddlewaretoken", session.token());
    data.append("files", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/x-ndjson");
    request.send(data);
  }));
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
  start();
}

function start() {
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

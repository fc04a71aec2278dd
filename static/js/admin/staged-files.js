// Files are taken as soon as they are chosen, and listed below their box: no error in the form, no ended session and
// no cut line loses them. Without this file they are sent with the form.
const stagedFiles = (() => {
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  const waiting = new Set(); // promises of files under way

  function row(list, file) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    const state = document.createElement("span");
    name.textContent = file.name;
    state.className = "quiet";
    item.append(name, " ", state);
    list.append(item);
    return { item, state };
  }

  function taken(input, { item }, answer) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    const size = document.createElement("span");
    Object.assign(box, { type: "checkbox", name: `${input.name}__staged`, value: answer.value, checked: true });
    box.defaultChecked = true;
    size.className = "quiet";
    size.textContent = answer.size;
    label.append(box, " ", item.querySelector("bdi"), " ", size);
    item.replaceChildren(label);
  }

  const post = (file, told) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("csrfmiddlewaretoken", session.token());
    data.append("file", file);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) told(event.loaded / event.total); });
    request.addEventListener("loadend", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
      resolve({ status: request.status, ...answer });
    });
    request.open("POST", desk.upload);
    request.send(data);
  });

  // True once the file is kept or refused for good.
  async function send(input, shown, file) {
    const told = (part) => { shown.state.textContent = desk.sending.replace("{percent}", percent.format(part)); };
    told(0);
    const answer = await post(file, told);
    if (answer.value) return taken(input, shown, answer), true;
    if (answer.message) {
      shown.item.className = "refused";
      shown.state.textContent = answer.message;
      return true;
    }
    shown.state.textContent = desk.failed;
    // A session that ended is begun again over the page; where only the line is cut, "again" stands beside the file.
    if (answer.status === 401 || answer.status === 403) {
      if (await session.ensure()) return send(input, shown, file);
    }
    return again(input, shown, file);
  }

  function again(input, shown, file) {
    return new Promise((resolve) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = desk.again;
      const go = () => {
        window.removeEventListener("online", go);
        document.removeEventListener("desk:signed-in", go);
        button.remove();
        send(input, shown, file).then(resolve);
      };
      button.addEventListener("click", go);
      window.addEventListener("online", go);
      document.addEventListener("desk:signed-in", go);
      shown.item.append(" ", button);
    });
  }

  function choose(input) {
    const list = input.parentElement.querySelector(".staged-files") || input.closest("p, div").parentElement.querySelector(".staged-files");
    if (!list || input.closest(".desk-drop")) return;
    if (!input.multiple) list.replaceChildren();
    for (const file of input.files) {
      const promise = send(input, row(list, file), file).finally(() => waiting.delete(promise));
      waiting.add(promise);
    }
    input.value = "";
    input.required = false;
  }

  document.addEventListener("change", (event) => { if (event.target.matches("#content input[type=file]")) choose(event.target); });
  return { all: () => Promise.all([...waiting]), underWay: () => waiting.size > 0 };
})();

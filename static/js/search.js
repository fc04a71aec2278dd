// A comfort only: while somebody types, the box offers titles. Without scripts the form is all there is.
let lists = 0;
for (const box of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("datalist");
  list.id = `suggestions-${(lists += 1)}`;
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting, asking;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim().length < 2) return;
    if ([...list.children].some((option) => option.value === box.value)) {
      box.form.requestSubmit(); // one of the titles was chosen
      return;
    }
    waiting = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(box.value)}`, { signal: asking.signal });
        if (!answer.ok) return;
        const { suggestions } = await answer.json();
        list.replaceChildren(...suggestions.map((title) => new Option(title, title)));
      } catch {
        // offline, or somebody typed on: nothing is offered
      }
    }, 150);
  });
}

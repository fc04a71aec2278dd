// A comfort only: zoom and pan. Without scripts the whole map is there, and the list beneath says the same.
const WHOLE = { x: 0, y: 40, width: 1000, height: 920 };
const NEAREST = 8;

for (const figure of document.querySelectorAll("[data-map]")) {
  const drawing = figure.querySelector("svg[role]");
  const tools = figure.querySelector("[data-map-tools]");
  const view = { ...WHOLE };
  const held = new Map(); // pointers on the drawing, by their id
  let moved = 0;

  const near = () => WHOLE.width / view.width;
  const between = (low, value, high) => Math.min(high, Math.max(low, value));

  const show = () => {
    view.x = between(WHOLE.x, view.x, WHOLE.x + WHOLE.width - view.width);
    view.y = between(WHOLE.y, view.y, WHOLE.y + WHOLE.height - view.height);
    drawing.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    figure.style.setProperty("--near", near().toFixed(3));
    figure.classList.toggle("is-near", near() > 1.01);
    const ends = { in: near() >= NEAREST - 0.01, out: near() <= 1.01, whole: near() <= 1.01 };
    for (const [name, ended] of Object.entries(ends)) tools.querySelector(`[data-zoom=${name}]`).setAttribute("aria-disabled", ended);
  };

  const point = (event) => {
    const box = drawing.getBoundingClientRect();
    return {
      x: view.x + ((event.clientX - box.left) / box.width) * view.width,
      y: view.y + ((event.clientY - box.top) / box.height) * view.height,
    };
  };

  const zoom = (times, middle = { x: view.x + view.width / 2, y: view.y + view.height / 2 }) => {
    const next = between(1, near() * times, NEAREST);
    const share = { x: (middle.x - view.x) / view.width, y: (middle.y - view.y) / view.height };
    view.width = WHOLE.width / next;
    view.height = WHOLE.height / next;
    view.x = middle.x - share.x * view.width;
    view.y = middle.y - share.y * view.height;
    show();
  };

  const pan = (right, down) => {
    view.x += right * view.width;
    view.y += down * view.height;
    show();
  };

  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const what = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (what === "in") zoom(1.6);
    if (what === "out") zoom(1 / 1.6);
    if (what === "whole") zoom(1 / NEAREST);
  });
  // Arrow keys pan while a tool has the focus; a city that is reached with Tab is brought into view.
  tools.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2], ArrowDown: [0, 0.2] }[event.key];
    if (!way) return;
    event.preventDefault();
    pan(...way);
  });
  drawing.addEventListener("focusin", (event) => {
    const shape = event.target.querySelector(".shape");
    if (!shape || near() <= 1.01) return;
    const box = shape.getBoundingClientRect();
    const middle = point({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 });
    const inside = middle.x > view.x && middle.x < view.x + view.width && middle.y > view.y && middle.y < view.y + view.height;
    if (inside) return;
    view.x = middle.x - view.width / 2;
    view.y = middle.y - view.height / 2;
    show();
  });
  // The wheel alone scrolls the page; with Ctrl, as a pinch on a touchpad sends it, it zooms.
  drawing.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 200), point(event));
  }, { passive: false });
  drawing.addEventListener("dblclick", (event) => {
    if (event.target.closest("a")) return;
    zoom(1.6, point(event));
  });
  drawing.addEventListener("pointerdown", (event) => {
    held.set(event.pointerId, event);
    if (held.size === 1) moved = 0;
  });
  drawing.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const others = [...held.values()].filter((one) => one.pointerId !== event.pointerId);
    if (others.length === 1) {
      const apart = (one) => Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY);
      const middle = point({ clientX: (event.clientX + others[0].clientX) / 2, clientY: (event.clientY + others[0].clientY) / 2 });
      zoom(apart(event) / Math.max(1, apart(before)), middle);
    } else if (near() > 1.01) {
      const box = drawing.getBoundingClientRect();
      moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
      if (moved > 4) {
        drawing.setPointerCapture(event.pointerId);
        figure.classList.add("is-held");
      }
      pan(-(event.clientX - before.clientX) / box.width, -(event.clientY - before.clientY) / box.height);
    }
    held.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    drawing.addEventListener(end, (event) => {
      held.delete(event.pointerId);
      figure.classList.remove("is-held");
    });
  }
  // What was a drag is no click on a city.
  drawing.addEventListener("click", (event) => {
    if (moved > 4) event.preventDefault();
  }, true);
  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  show();
}

"use strict";
// A button beside each box for a password that shows what is typed.
for (const box of document.querySelectorAll("input[type=password][data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet-button show-password";
  button.textContent = box.dataset.show;
  button.setAttribute("aria-controls", box.id);
  button.addEventListener("click", () => {
    const hidden = box.type === "password";
    box.type = hidden ? "text" : "password";
    button.textContent = hidden ? box.dataset.hide : box.dataset.show;
  });
  box.form?.addEventListener("submit", () => { box.type = "password"; }); // browsers keep no text of it
  box.after(button);
}

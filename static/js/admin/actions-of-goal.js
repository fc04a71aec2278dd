"use strict";
// The actions of a progress report: of the chosen goal alone. Without scripts they stand under their goals.
window.addEventListener("load", () => {
  const goal = document.getElementById("id_goal");
  const action = document.getElementById("id_action");
  if (!goal || !action) return;
  const [none, ...groups] = action.children;
  const goalOf = (group) => group.querySelector("option").dataset.goal;
  const narrow = () => {
    const chosen = action.value;
    action.replaceChildren(none, ...groups.filter((group) => !goal.value || goalOf(group) === goal.value));
    action.value = chosen;
    if (action.selectedIndex < 0) action.value = "";
  };
  window.django.jQuery(goal).on("change", narrow); // Select2 tells jQuery alone
  narrow();
});

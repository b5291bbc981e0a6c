// The form for the columns of a list: the arrows move a line in place instead of asking the server.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-columns] .sky-move");
  if (button) {
    event.preventDefault();
    move(button);
  }
  for (const menu of document.querySelectorAll("details.sky-popover[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest("details.sky-popover[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function move(button) {
  const line = button.closest("li"), up = button.name === "up";
  const other = up ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (up) other.before(line);
  else other.after(line);
  const hidden = getComputedStyle(button).visibility === "hidden"; // there is nowhere to move further
  (hidden ? line.querySelector(`.sky-move:not([name=${button.name}])`) : button).focus();
  const place = [...line.parentElement.children].indexOf(line) + 1;
  button.form.querySelector("[role=status]").textContent = `${line.querySelector("label").textContent.trim()} is number ${place}`;
}

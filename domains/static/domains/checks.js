// Buttons that tick all boxes of a long list, or none, as the form for an export has one.
"use strict";

for (const list of document.querySelectorAll("#id_columns")) {
  const row = document.createElement("p");
  row.className = "sky-row";
  for (const [words, ticked] of [["All columns", true], ["No columns", false]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sky-choice";
    button.textContent = words;
    button.addEventListener("click", () => {
      for (const box of list.querySelectorAll("input[type=checkbox]")) box.checked = ticked;
    });
    row.append(button);
  }
  list.before(row);
}

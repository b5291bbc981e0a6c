// Copy buttons: the text goes to the clipboard, and the button says so for a moment.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || button.dataset.label) return;
  button.dataset.label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch { // refused, or not a secure origin: mark the text, so that Ctrl-C takes it
    const text = button.previousElementSibling;
    getSelection().selectAllChildren(text?.tagName === "CODE" ? text : button.parentElement);
    button.textContent = "Marked";
  }
  setTimeout(() => {
    button.textContent = button.dataset.label;
    delete button.dataset.label;
  }, 1500);
});

// A form that was refused begins at its first mistake: there is the focus, and the page is scrolled to it.
// Only when all is loaded: Django's own script, which is asynchronous, sets the focus to the first field.
"use strict";

window.addEventListener("load", () => {
  const field = ".errors :is(input, select, textarea):not([type=hidden])";
  document.querySelector(field)?.focus();
});

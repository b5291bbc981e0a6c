// A form that was refused begins at its first mistake: there is the focus, and the page is scrolled to it.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const field = ".errors :is(input, select, textarea):not([type=hidden])";
  document.querySelector(field)?.focus();
});

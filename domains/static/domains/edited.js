// The buttons that save appear as soon as something in the form differs from what is stored.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("#domain_form, #batch_form"), row = document.getElementById("submit-row");
  if (!form || !row || form.querySelector(".errorlist, .errornote")) return;
  const values = () => new URLSearchParams(new FormData(form)).toString();
  const stored = values();
  const show = () => { row.hidden = values() === stored; };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
});

// In the form of a new notice, proposes the time zone of the browser.
"use strict";

(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const select = document.querySelector("select[data-time-zone]");
  const known = select && [...select.options].some((option) => option.value === zone);
  if (known && location.pathname.endsWith("/add/") && !document.querySelector(".errorlist")) select.value = zone;
})();

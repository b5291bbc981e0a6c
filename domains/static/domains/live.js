// Keeps the part of a page that has data-live="SECONDS" current, until the server says data-live="done".
"use strict";

(() => {
  const find = (page) => page.querySelector("[data-live]");

  async function refresh() {
    const part = find(document);
    const wait = Number(part?.dataset.live);
    if (!wait) return;
    if (!document.hidden && !part.contains(document.activeElement)) {
      try {
        const answer = await fetch(location.href);
        const fresh = find(new DOMParser().parseFromString(await answer.text(), "text/html"));
        if (answer.ok && fresh) part.replaceWith(fresh);
      } catch {
        // the server does not answer; the next question may be answered
      }
    }
    setTimeout(refresh, wait * 1000);
  }

  setTimeout(refresh, 1000);
})();

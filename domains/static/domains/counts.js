// Fills in the counts of quick filters, if some were not known or not recent when the list was made.
"use strict";

document.addEventListener("DOMContentLoaded", async () => {
  const url = document.querySelector("[data-counts]")?.dataset.counts;
  if (!url) return;
  try {
    const answer = await fetch(url);
    if (!answer.ok) return;
    const counts = await answer.json();
    for (const place of document.querySelectorAll("[data-count]")) place.textContent = counts[place.dataset.count];
  } catch {
    // the server does not answer; the list stays as it is
  }
});

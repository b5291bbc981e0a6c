// Keeps the dashboard current: asks for its figures every few seconds, swaps the live part in, redraws charts.
"use strict";

(() => {
  const EVERY = 3000; // milliseconds between the end of one question and the next one
  const root = document.getElementById("dashboard");
  if (!root) return;
  const live = document.getElementById("live");
  const connection = document.getElementById("connection");
  const pause = document.getElementById("refreshing");
  const choices = [...root.querySelectorAll("[data-period]")];
  const charts = {};
  let figures = JSON.parse(document.getElementById("chart-data").textContent);
  let period = figures.period;
  let paused = false;

  const SERIES = {
    throughput: [
      ["completed", "successful", "--sky-ok"],
      ["failed", "failed", "--sky-bad"],
      ["skipped", "skipped", "--sky-idle"],
      ["to be retried", "retried", "--sky-warn"],
    ],
    pace: [["domains a minute", "pace", "--sky-accent"]],
    contacts: [
      ["e-mail addresses", "emails", "--sky-info"],
      ["phone numbers", "phones", "--sky-ok"],
    ],
    rate: [["success rate", "rate", "--sky-ok"]],
    seconds: [["mean duration", "seconds", "--sky-info"]],
  };

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const WRITTEN = { week: { weekday: "short", ...clock }, month: { day: "numeric", month: "short", timeZone: "UTC" } };
  const label = (moment) => new Date(moment).toLocaleString("en-GB", WRITTEN[figures.period] ?? clock);

  const INTERVAL = { hour: "minute", day: "hour", week: "hour", month: "day (UTC)" };
  const isLast = (at) => at === figures.labels.length - 1; // this interval is not over yet

  // Of the interval that is not over: a pale bar, a dashed line and a hollow point.
  function unfinished(paint, bars) {
    const pale = `color-mix(in srgb, ${paint} 35%, transparent)`;
    if (bars) return { backgroundColor: ({ dataIndex }) => (isLast(dataIndex) ? pale : paint) };
    return {
      pointBackgroundColor: ({ dataIndex }) => (isLast(dataIndex) ? "transparent" : paint),
      segment: { borderDash: ({ p1DataIndex }) => (isLast(p1DataIndex) ? [3, 3] : undefined) },
    };
  }

  function draw(name) {
    const bars = SERIES[name].length > 1;
    const canvas = document.getElementById(`chart-${name}`);
    const data = {
      labels: figures.labels.map(label),
      datasets: SERIES[name].map(([title, key, paint]) => ({
        label: title, data: figures[key], backgroundColor: colour(paint), borderColor: colour(paint),
        pointRadius: 2, borderWidth: bars ? 0 : 2, spanGaps: true, tension: 0.2, ...unfinished(colour(paint), bars),
      })),
    };
    canvas.setAttribute("aria-label", describe(name));
    charts[name]?.destroy();
    charts[name] = new Chart(canvas, { type: bars ? "bar" : "line", data, options: options(name, bars) });
  }

  function options(name, bars) {
    const ink = { color: colour("--sky-subtle"), maxTicksLimit: 6, maxRotation: 0 };
    const lines = { color: colour("--sky-line") };
    return {
      animation: false, maintainAspectRatio: false, interaction: { mode: "index", intersect: false },
      plugins: {
        tooltip: { callbacks: { title: ([item]) => item.label + (isLast(item.dataIndex) ? " (so far)" : "") } },
        legend: { display: bars, position: "bottom", labels: { color: colour("--sky-text"), boxWidth: 10 } },
      },
      scales: {
        x: { stacked: bars, ticks: ink, grid: { display: false }, border: { display: false } },
        y: { stacked: bars, ticks: { ...ink, precision: bars ? 0 : undefined }, grid: lines, border: { display: false },
             beginAtZero: true, max: name === "rate" ? 100 : undefined },
      },
    };
  }

  function describe(name) {
    const sum = (key) => figures[key].reduce((total, value) => total + (value || 0), 0);
    const known = (key) => figures[key].filter((value) => value !== null);
    const last = (key) => known(key).at(-1) ?? "nothing measured";
    if (name === "throughput")
      return `Last ${period}: ${sum("successful")} completed, ${sum("failed")} failed, ${sum("skipped")} skipped.`;
    if (name === "contacts") return `Last ${period}: ${sum("emails")} e-mail addresses and ${sum("phones")} phone numbers found.`;
    if (name === "pace") return `Domains a minute, latest: ${last("pace")}.`;
    return name === "rate" ? `Success rate, latest: ${last("rate")} %.` : `Mean duration, latest: ${last("seconds")} seconds.`;
  }

  function tabulate() {
    const rows = figures.labels.map((moment, at) => {
      const row = document.createElement("tr");
      const cells = [label(moment) + (isLast(at) ? " (so far)" : ""), figures.runs[at], figures.successful[at], figures.failed[at],
        figures.skipped[at], figures.retried[at], figures.rate[at] === null ? "-" : `${figures.rate[at]} %`, figures.seconds[at] ?? "-",
        figures.pace[at], figures.emails[at], figures.phones[at]];
      row.append(...cells.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
      return row;
    });
    document.getElementById("chart-table").replaceChildren(...rows.reverse());
  }

  function redraw() {
    Object.keys(SERIES).forEach(draw);
    tabulate();
    document.getElementById("chart-note").textContent =
      `By ${INTERVAL[figures.period]}. The present ${INTERVAL[figures.period]} is not over yet: it is drawn pale or dashed.`;
  }

  function swap(html) {
    const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
    live.innerHTML = html;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  async function refresh() {
    try {
      const asked = period;
      const answer = await fetch(`${root.dataset.url}?period=${asked}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const { live: html, chart } = await answer.json();
      if (asked !== period) return;
      swap(html);
      const changed = JSON.stringify(chart) !== JSON.stringify(figures);
      figures = chart;
      if (changed) redraw();
      connection.hidden = true;
    } catch {
      connection.hidden = false; // said in words on the page; the next question may be answered
    }
  }

  async function keepCurrent() {
    if (!paused && !document.hidden) await refresh();
    setTimeout(keepCurrent, EVERY);
  }

  choices.forEach((button) => button.addEventListener("click", () => {
    period = button.dataset.period;
    choices.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    refresh();
  }));
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !paused) refresh(); });
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["class"] });
  redraw();
  setTimeout(keepCurrent, EVERY);
})();

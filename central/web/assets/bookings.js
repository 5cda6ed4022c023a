// bookings.js keeps the list of a day up to date. Without it the page shows the
// list as it was asked for.
"use strict";
(() => {
  const day = document.getElementById("day");
  const lost = document.getElementById("lost");
  const silence = 12000; // ms without a beat after which the line is lost
  let heard = Date.now();
  let source = null;

  // show replaces the list, and keeps what is open and what has the focus.
  function show(html) {
    const row = document.activeElement && day.contains(document.activeElement) && document.activeElement.closest("[id]");
    const open = Array.from(day.querySelectorAll("details[open]"), (d) => d.id);
    day.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (row) document.getElementById(row.id)?.querySelector("a, summary")?.focus();
  }

  function found() {
    heard = Date.now();
    lost.hidden = true;
    lost.textContent = "";
  }

  function missing() {
    if (!lost.hidden) return;
    lost.hidden = false;
    lost.textContent = lost.dataset.text;
  }

  function listen() {
    if (source) source.close();
    heard = Date.now();
    source = new EventSource(day.dataset.live);
    source.addEventListener("view", (e) => {
      found();
      show(e.data);
    });
    source.addEventListener("beat", found);
  }

  addEventListener("pagehide", () => source && source.close());
  addEventListener("pageshow", listen);
  setInterval(() => {
    if (Date.now() - heard < silence) return;
    missing();
    listen();
  }, 3000);
})();

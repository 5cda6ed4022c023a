"use strict";
// The page of a ticket, live: what the server sends replaces what is shown. A
// browser without this script loads the page again every few seconds instead.
(() => {
  const main = document.querySelector("main[data-events]");
  if (!main) return;
  if (!window.EventSource) {
    setTimeout(() => location.reload(), 20000);
    return;
  }

  const SILENCE = 12000; // the server beats every 5 s
  const OVER = 60000; // how long a ticket that has ended is still watched
  const AGAIN = 15000; // the longest pause between two tries
  const lost = document.getElementById("lost");
  const clock = document.getElementById("clock");
  const quiet = document.getElementById("quiet");
  const loud = document.getElementById("loud");
  // The office's clock, whatever this device's is and wherever it is.
  const ahead = main.dataset.seconds * 1000 - Date.now();
  const now = () => new Date(Date.now() + ahead).toISOString().slice(11, 16);

  let source; // of events; null: none
  let timer; // waits for the next sign of life, or to try again
  let ending; // waits to let go of a ticket that has ended
  let heard = Date.now();
  let tries = 0;

  function connect() {
    clearTimeout(timer);
    if (source) source.close();
    source = new EventSource(main.dataset.events);
    source.addEventListener("ticket", (e) => {
      alive();
      show(e.data);
    });
    source.addEventListener("beat", alive);
    source.onerror = () => {
      gone();
      if (source && source.readyState === EventSource.CLOSED) later(); // else the browser tries itself
    };
    timer = setTimeout(silent, SILENCE);
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(connect, Math.min(AGAIN, 1000 * 2 ** tries++) * (0.5 + Math.random()));
  }

  function silent() {
    gone();
    connect();
  }

  function alive() {
    clearTimeout(timer);
    timer = setTimeout(silent, SILENCE);
    heard = Date.now();
    tries = 0;
    clock.textContent = now();
    lost.hidden = true;
    lost.textContent = "";
  }

  // gone says at once that what is shown may be old, and how old.
  function gone() {
    if (!lost.hidden) return;
    lost.textContent = lost.dataset.text.replace("{time}", clock.textContent);
    lost.hidden = false;
  }

  function stop() {
    clearTimeout(timer);
    if (source) source.close();
    source = null;
  }

  // The bar only ever moves forward: somebody with priority is no way back.
  let furthest = 0;
  function way() {
    const bar = document.getElementById("way");
    if (!bar) return;
    const share = Math.max(furthest, bar.value / bar.max);
    bar.value = furthest * bar.max;
    furthest = share;
    requestAnimationFrame(() => {
      bar.value = share * bar.max;
    });
  }

  function show(html) {
    const was = main.firstElementChild.dataset;
    const held = document.activeElement && main.contains(document.activeElement) ? document.activeElement.id : "";
    main.innerHTML = html;
    const is = main.firstElementChild.dataset;
    way();
    if (held && document.getElementById(held)) document.getElementById(held).focus();
    document.title = is.title;
    if (is.say !== was.say) (is.call ? loud : quiet).textContent = is.say;
    if (is.call && is.call !== was.call) shake();
    clearTimeout(ending);
    if ("over" in is) ending = setTimeout(stop, OVER);
  }

  // shake where the browser allows it: only after its owner has touched the page.
  function shake() {
    if (!navigator.vibrate || (navigator.userActivation && !navigator.userActivation.hasBeenActive)) return;
    navigator.vibrate([400, 200, 400, 200, 800]);
  }

  const bar = document.getElementById("way");
  if (bar) furthest = bar.value / bar.max;
  connect();
  addEventListener("offline", gone);
  addEventListener("online", connect);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (e) => e.persisted && connect());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && source && Date.now() - heard > SILENCE) connect();
  });
})();

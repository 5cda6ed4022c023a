// console.js sends the forms of the desk without leaving the page, shows what the
// server says has changed, and lets single keys press what is on the page. The
// page works without it; the state is the server's, and so is every text.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  keys();
  const board = document.getElementById("board");
  if (!board) return;

  const settle = 500; // ms after an answer in which a second press is taken for a slip
  const patience = 10000; // ms for which an order is repeated when the server is silent
  const silence = 12000; // ms without a beat after which the line is lost
  const lostBanner = document.getElementById("lost");
  const live = document.getElementById("live");
  const clock = document.getElementById("clock");

  const now = board.dataset;
  let seen = { incarnation: now.incarnation, seq: Number(now.seq), operation: Number(now.operation) };
  let skew = Number(now.now) - Date.now(); // of the server's clock
  let quietUntil = 0;
  let sending = false;
  let heard = Date.now();
  let source = null;

  if (location.search) history.replaceState(null, "", location.pathname);

  // --- What the server says ---

  // show replaces the board by a newer one. An older one may come later: the
  // stream and the answers to forms are two lines.
  function show(view) {
    const older = view.incarnation === seen.incarnation && (view.seq < seen.seq || view.operation < seen.operation);
    if (older) return;
    seen = view;
    skew = view.now - Date.now();
    const fresh = document.createElement("main");
    fresh.innerHTML = view.html;
    children(board, fresh);
    tick();
    say(heading());
  }

  // heading is what the board says first.
  function heading() {
    const said = document.getElementById("said-what") || document.querySelector("#gone h2");
    return said ? said.textContent : "";
  }

  // say lets a screen reader say something; the same words again only where they
  // are a new answer.
  function say(text, again) {
    if (again) live.textContent = "";
    if (live.textContent !== text) setTimeout(() => (live.textContent = text), again ? 50 : 0);
  }

  // children makes the children of one element those of another, and keeps the
  // elements that stay: with them the focus, what is typed and what is open.
  function children(from, to) {
    const ids = new Set(Array.from(to.children, (c) => c.id).filter(Boolean));
    const stay = new Map();
    for (const c of Array.from(from.children)) {
      if (!c.id) continue;
      if (ids.has(c.id)) stay.set(c.id, c);
      else c.remove();
    }
    let at = from.firstChild;
    for (const next of Array.from(to.childNodes)) {
      let old = next.id ? stay.get(next.id) : at && !at.id && at.nodeName === next.nodeName ? at : null;
      if (old && old.nodeName !== next.nodeName) {
        if (old === at) at = at.nextSibling;
        old.remove();
        old = null;
      }
      if (!old) {
        from.insertBefore(next, at);
        continue;
      }
      if (old === at) at = at.nextSibling;
      else from.insertBefore(old, at);
      morph(old, next);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  function morph(from, to) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    for (const a of Array.from(from.attributes)) {
      const open = a.name === "open" && from.nodeName === "DETAILS";
      if (!open && !to.hasAttribute(a.name)) from.removeAttribute(a.name);
    }
    for (const a of Array.from(to.attributes)) if (from.getAttribute(a.name) !== a.value) from.setAttribute(a.name, a.value);
    children(from, to);
  }

  // --- The stream ---

  function listen() {
    if (source) source.close();
    heard = Date.now();
    source = new EventSource("/console/events");
    source.addEventListener("view", (e) => {
      found();
      show(JSON.parse(e.data));
    });
    source.addEventListener("beat", found);
    source.addEventListener("error", lost);
  }

  function found() {
    heard = Date.now();
    if (!root.classList.contains("cut")) return;
    root.classList.remove("cut");
    if (!sending) lostBanner.hidden = true;
  }

  function lost() {
    if (!root.classList.contains("cut")) {
      root.classList.add("cut");
      banner(lostBanner.dataset.text);
    }
    if (source.readyState === EventSource.CLOSED) setTimeout(again, 1000);
  }

  function banner(text) {
    lostBanner.textContent = text;
    lostBanner.hidden = false;
  }

  // again is for a stream that the browser has given up: the server refused it,
  // or sent it elsewhere.
  async function again() {
    if (source.readyState !== EventSource.CLOSED) return;
    try {
      await ask("/console");
      listen();
    } catch {
      setTimeout(again, 1000);
    }
  }

  setInterval(() => {
    if (Date.now() - heard < silence) return;
    lost();
    listen();
  }, 1000);

  // --- Orders ---

  // ask fetches a board and shows it. Whoever is sent to another page goes there.
  async function ask(url, body) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 4000);
    try {
      const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json", "X-Requested-With": "fetch" }, signal: stop.signal });
      if (answer.status >= 500) throw new Error(String(answer.status));
      if (answer.redirected || !answer.ok) {
        location.assign(answer.redirected ? answer.url : "/console");
        return false;
      }
      show(await answer.json());
      return true;
    } finally {
      clearTimeout(timer);
    }
  }

  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!board.contains(form)) return;
    e.preventDefault();
    if (sending || Date.now() < quietUntil) return;
    if (root.classList.contains("cut")) {
      say(lostBanner.dataset.text, true);
      return;
    }
    const body = new URLSearchParams(new FormData(form));
    if (e.submitter && e.submitter.name) body.set(e.submitter.name, e.submitter.value);
    send(form, body);
  });

  // send repeats an order under its number until it has an answer: however often
  // it arrives, it is done once.
  async function send(form, body) {
    sending = true;
    root.classList.add("sending");
    const began = Date.now();
    for (let wait = 250; ; wait *= 2) {
      try {
        if (await ask("/console/act", body)) done(form);
        break;
      } catch {
        if (Date.now() - began > patience) break;
        banner(document.body.dataset.retrying);
        await new Promise((resolve) => setTimeout(resolve, Math.min(wait, 1000)));
      }
    }
    sending = false;
    quietUntil = Date.now() + settle;
    root.classList.remove("sending");
    if (root.classList.contains("cut")) banner(lostBanner.dataset.text);
    else lostBanner.hidden = true;
  }

  function done(form) {
    say(heading(), true);
    form.reset();
    const panel = form.closest("details[name]");
    if (!panel) return;
    const inside = panel.contains(document.activeElement);
    panel.open = false;
    if (inside && panel.isConnected) panel.querySelector("summary").focus();
  }

  // --- Time ---

  function tick() {
    const at = Date.now() + skew;
    for (const el of board.querySelectorAll("[data-since]")) el.textContent = length(at - Number(el.dataset.since));
    for (const el of board.querySelectorAll("[data-from]")) {
      const left = Number(el.dataset.from) - at;
      el.disabled = left > 0;
      const text = el.querySelector(".left");
      text.textContent = left > 0 ? text.dataset.before + " " + length(left + 999) : "";
    }
    const undo = document.getElementById("undo");
    if (undo) {
      const left = Math.ceil((Number(undo.dataset.until || 0) - at) / 1000);
      if (left <= 0) undo.disabled = true;
      undo.querySelector(".left").textContent = left > 0 ? left + " s" : "";
    }
    const wall = new Date(at + Number(clock.dataset.offset)).toISOString().slice(11, 16);
    if (clock.textContent !== wall) clock.textContent = wall;
  }

  function length(ms) {
    const s = Math.max(0, Math.floor(ms / 1000));
    const two = (n) => String(n).padStart(2, "0");
    const minutes = Math.floor(s / 60);
    return minutes < 60 ? minutes + ":" + two(s % 60) : Math.floor(minutes / 60) + ":" + two(minutes % 60) + ":" + two(s % 60);
  }

  // --- Keys ---

  function typing(el) {
    return el.matches("textarea, select, input:not([type=checkbox])");
  }

  function keys() {
    const help = document.getElementById("help");
    document.addEventListener("keydown", (e) => {
      if (e.repeat) { // a key that is held down presses nothing again
        if ((e.key === "Enter" || e.key === " ") && !typing(e.target)) e.preventDefault();
        return;
      }
      if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || (help && help.open)) return;
      if (e.key === "Escape") return close();
      if (typing(e.target)) return;
      if ("keysOff" in document.body.dataset && e.key !== "F1") return;
      const pad = e.code.startsWith("Numpad");
      if (!pad && e.key === "Enter" && e.target !== document.body && e.target.id !== "queue") return; // it presses what has the focus
      press(e, pad ? e.code : e.key.toLowerCase());
    });
    document.addEventListener("click", (e) => {
      const el = e.target.closest("#help-open, #narrow");
      if (!el) return;
      if (el.id === "help-open") return help.showModal();
      if (window.open(el.href, el.target, "popup,width=340,height=760")) e.preventDefault();
    });
  }

  function press(e, key) {
    const el = document.querySelector('[data-keys~="' + CSS.escape(key) + '"]');
    if (!el) return;
    e.preventDefault();
    const first = el.dataset.submit && document.getElementById(el.dataset.submit);
    if (first && e.code === "Numpad0") return first.click();
    if (el.nodeName === "SECTION") return el.focus();
    el.click();
    if (el.nodeName !== "SUMMARY") return;
    el.focus();
    const field = el.parentElement.open && el.parentElement.querySelector("input:not([type=hidden]), select, button");
    if (field) field.focus();
  }

  function close() {
    for (const el of board ? board.querySelectorAll("details[name][open]") : []) {
      el.open = false;
      el.querySelector("summary").focus();
    }
  }

  window.addEventListener("pageshow", (e) => e.persisted && location.reload());
  setInterval(tick, 250);
  tick();
  listen();
})();

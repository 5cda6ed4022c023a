"use strict";
// The pages of booking, live: free places stay fresh, a hold counts down, and the
// proof of work is made where one is asked for. Without this script every page
// works as it was loaded.
(() => {
  // What can be booked is asked for again, unless nobody looks at the page.
  const live = document.querySelector("main[data-live]");
  if (live) {
    const every = live.dataset.live * 1000;
    let wait = 0;
    const again = () => setTimeout(refresh, Math.max(every, wait) * (0.8 + Math.random() * 0.4));
    async function refresh() {
      wait = 0;
      try {
        if (!document.hidden) await load();
      } catch {
        wait = every * 3; // there is no connection: what is shown stays
      }
      again();
    }
    async function load() {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.status === 503) wait = (Number(answer.headers.get("Retry-After")) || 10) * 1000;
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main[data-live]");
      if (!fresh || fresh.innerHTML === live.innerHTML) return;
      const at = document.activeElement;
      const href = at && live.contains(at) ? at.getAttribute("href") : null;
      live.replaceChildren(...fresh.childNodes);
      if (href === null) return;
      // Who was on a link stays on it, or at the question where it is gone.
      const same = [...live.querySelectorAll("a")].find((a) => a.getAttribute("href") === href);
      const heading = live.querySelector("h1");
      heading.tabIndex = -1;
      (same || heading).focus({ preventScroll: true });
    }
    again();
    document.addEventListener("visibilitychange", () => document.hidden || load().catch(() => {}));
  }

  // The hold counts down; when it is over the page says so.
  const left = document.querySelector("[data-left]");
  if (left) {
    const end = performance.now() + left.dataset.left * 1000;
    const tick = () => {
      const s = Math.ceil((end - performance.now()) / 1000);
      if (s < 0) return location.replace(location.pathname + location.search);
      left.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
      setTimeout(tick, 1000);
    };
    left.parentElement.hidden = false;
    tick();
  }

  // The proof is looked for as soon as the form is there, and waited for when it
  // is sent.
  const form = document.querySelector("form[data-challenge]");
  if (form && !(window.crypto && crypto.subtle)) document.getElementById("no-proof").hidden = false;
  else if (form) {
    const zeros = (sum) => {
      let n = 0;
      for (const b of sum) {
        if (b) return n + Math.clz32(b) - 24;
        n += 8;
      }
      return n;
    };
    async function prove() {
      const { challenge, bits, id } = form.dataset;
      const text = new TextEncoder();
      for (let n = 0; ; n += 256) {
        const sums = await Promise.all(
          Array.from({ length: 256 }, (_, i) => crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${id}:${n + i}`))));
        const i = sums.findIndex((sum) => zeros(new Uint8Array(sum)) >= bits);
        if (i >= 0) return String(n + i);
      }
    }
    const proof = prove().then((found) => (form.elements.proof.value = found));
    let sending = false;
    form.addEventListener("submit", async (e) => {
      if (form.elements.proof.value) return;
      e.preventDefault();
      if (sending) return;
      sending = true;
      const working = document.getElementById("working");
      working.textContent = working.dataset.text;
      await proof;
      setTimeout(() => form.requestSubmit(e.submitter)); // not while this event is still under way
    });
  }
})();

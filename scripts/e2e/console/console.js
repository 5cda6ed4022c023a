// console.js works at two desks in Chromium as two clerks do, and writes what it
// saw as JSON, one line each: {"seen": name, …}. Where the server has to be killed
// or started it writes {"please": what} and reads a line when that is done.
//
// usage: node console.js CHROMIUM PROFILE REQUEST, where REQUEST is JSON:
//   {"base": "http://…", "password": "…", "pictures": "DIR or empty"}
const fs = require("fs");
const readline = require("readline");
const puppeteer = require("puppeteer-core");

const [chromium, profile, request] = process.argv.slice(2);
const { base, password, pictures } = JSON.parse(request);
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (o) => process.stdout.write(JSON.stringify(o) + "\n");
const please = async (what) => {
  tell({ please: what });
  await answers.next();
};
const seen = (name, facts) => tell({ seen: name, ...facts });
const moment = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const settled = () => moment(600); // longer than the page takes a second press for a slip

// text of an element as people read it; empty where there is none.
const text = (page, selector) => page.evaluate((s) => (document.querySelector(s)?.innerText || "").replace(/\s+/g, " ").trim(), selector);
const state = async (page) => ({
  said: await text(page, "#said-what"),
  number: await text(page, "#here .number"),
  state: await page.evaluate(() => document.getElementById("here")?.className || ""),
  operation: await page.evaluate(() => Number(document.querySelector("#primary-form [name=operation]")?.value)),
  waiting: Number(await text(page, "#queue-title .count")),
});

// changed waits until what was said last is something else.
const changed = (page, from) =>
  page.waitForFunction((s) => (document.getElementById("said-what")?.innerText || "").replace(/\s+/g, " ").trim() !== s, { timeout: 30000 }, from);

// press clicks something and waits until the page says what came of it.
async function press(page, selector) {
  const before = await state(page);
  await page.click(selector);
  await changed(page, before.said);
  const after = await state(page);
  await settled();
  return after;
}

async function clerk(browser, name, desk, noise) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.on("console", (m) => noise.push(name + ": " + m.text()));
  page.on("pageerror", (e) => noise.push(name + ": " + e));
  page.on("request", (r) => r.url().startsWith(base) || noise.push("elsewhere: " + r.url()));
  await page.setViewport({ width: 1280, height: 900 });
  await page.setExtraHTTPHeaders({ "Accept-Language": "pl" });
  await page.goto(base + "/console", { waitUntil: "load" });
  await page.type("[name=name]", name);
  await page.type("[name=password]", password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  if (desk) await take(page, desk);
  return page;
}

async function take(page, desk) {
  const button = await page.$(`form:has([name=location][value=ratusz]):has([name=desk][value="${desk}"]) button`);
  await Promise.all([page.waitForNavigation(), button.click()]);
}

// key presses one key of a bare number pad, with NumLock as it is said.
async function key(page, code, numLock) {
  const named = { NumpadEnter: "Enter", NumpadAdd: "+", NumpadSubtract: "-", NumpadMultiply: "*", NumpadDivide: "/", Numpad0: numLock ? "0" : "Insert" };
  const before = await state(page);
  const cdp = await page.createCDPSession();
  const event = { code, key: named[code], isKeypad: true, location: 3, windowsVirtualKeyCode: code === "NumpadEnter" ? 13 : 0 };
  await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
  await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  await cdp.detach();
  await changed(page, before.said);
  const after = await state(page);
  await settled();
  return after;
}

async function look(page, name) {
  const found = [];
  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 340]) {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.evaluate(() => document.fonts.ready);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (tooWide > 0) found.push(`${scheme} ${width}: ${tooWide} pixels too wide`);
      if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
      const report = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const v of report.violations) found.push(`${scheme} ${width}: ${v.id}: ${v.nodes.map((n) => n.html + " " + n.failureSummary).join("; ")}`);
      const small = await page.evaluate(() =>
        Array.from(document.querySelectorAll("button, summary, a, input:not([type=hidden]), select"))
          .filter((e) => e.checkVisibility() && (e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24))
          .map((e) => e.outerHTML.slice(0, 80)));
      for (const s of small) found.push(`${scheme} ${width}: smaller than 24 pixels: ${s}`);
      if (pictures) await page.screenshot({ path: `${pictures}/console-${name}-${scheme}-${width}.png`, fullPage: true });
    }
  }
  await page.setViewport({ width: 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  seen("look", { name, found });
}

// The whole work with a bare number pad.
async function pad(page) {
  const steps = [];
  for (const [code, numLock] of [
    ["NumpadEnter"], ["NumpadAdd"], ["NumpadEnter"], ["NumpadDivide"], ["NumpadEnter"], ["NumpadEnter"], ["NumpadMultiply"],
    ["Numpad0", true], ["Numpad0", false],
  ])
    steps.push({ code, ...(await key(page, code, numLock)) });
  seen("pad", { steps });
}

// slips are what must do nothing: a key held down, letters in a field, a second click.
async function slips(page) {
  const before = await state(page);
  const cdp = await page.createCDPSession();
  await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", code: "NumpadEnter", key: "Enter", isKeypad: true, autoRepeat: true, windowsVirtualKeyCode: 13 });
  await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", code: "NumpadEnter", key: "Enter", isKeypad: true });
  await cdp.detach();
  await moment(300);
  seen("held", { before, after: await state(page) });

  await page.click("#primary", { count: 2, delay: 20 });
  await changed(page, before.said);
  await moment(700);
  const twice = await state(page);
  seen("twice", { before, after: twice });

  await page.keyboard.press("o");
  await page.keyboard.type("pnz*/0");
  const typed = await page.$eval("#park [name=reason]", (e) => e.value);
  // What comes from elsewhere meanwhile leaves the panel and the words alone.
  await please("ticket");
  await page.waitForFunction((n) => Number(document.querySelector("#queue-title .count").innerText) > n, { timeout: 30000 }, twice.waiting);
  const kept = await page.evaluate(() => [document.getElementById("park").open, document.activeElement.name, document.activeElement.value]);
  await page.keyboard.press("Escape");
  seen("typing", { before: twice, after: await state(page), typed, kept, open: await page.$eval("#park", (e) => e.open) });
  await settled();
}

// reload loses nothing.
async function reload(page) {
  const before = await state(page);
  await page.reload({ waitUntil: "load" });
  seen("reload", { before, after: await state(page) });
}

// narrow opens the window that a clerk keeps beside other programs.
async function narrow(page) {
  const opened = new Promise((resolve) => page.once("popup", resolve));
  await page.keyboard.press("w");
  const popup = await opened;
  await popup.waitForSelector("#primary");
  const width = await popup.evaluate(() => window.innerWidth);
  seen("narrow", { width, before: await state(page), after: await state(popup) });
  await popup.close();
}

// lost answer: the server does what it is asked, and the browser hears nothing of it.
async function lostAnswer(page, noise) {
  const before = await state(page);
  let cut = 0;
  const cookies = (await page.browserContext().cookies()).map((c) => c.name + "=" + c.value).join("; ");
  const drop = async (r) => {
    if (r.method() !== "POST" || cut > 0) return r.continue();
    cut++;
    await fetch(r.url(), { method: "POST", body: r.postData(), headers: { ...r.headers(), Cookie: cookies } });
    await r.abort("connectionreset");
  };
  await page.setRequestInterception(true);
  page.on("request", drop);
  await page.click("#primary");
  await changed(page, before.said);
  page.off("request", drop);
  await page.setRequestInterception(false);
  while (noise.length && noise.at(-1).includes("ERR_CONNECTION_RESET")) noise.pop();
  seen("lost answer", { before, after: await state(page), cut });
  await settled();
}

// elsewhere measures from a key on one page until the other page has changed.
async function elsewhere(one, other) {
  const took = [];
  for (let round = 0; round < 10; round++) {
    await other.evaluate(() => {
      const count = document.getElementById("queue-title");
      const before = count.innerText;
      window.noticed = new Promise((resolve) => {
        const o = new MutationObserver(() => {
          if (count.innerText === before) return;
          o.disconnect();
          resolve(performance.timeOrigin + performance.now());
        });
        o.observe(count, { subtree: true, childList: true, characterData: true });
      });
    });
    await one.evaluate(() => document.addEventListener("submit", () => (window.pressed = performance.timeOrigin + performance.now()), { once: true, capture: true }));
    await press(one, "#primary");
    took.push((await other.evaluate(() => window.noticed)) - (await one.evaluate(() => window.pressed)));
    await press(one, "#undo");
  }
  seen("elsewhere", { took });
}

// overtaken: what one clerk has called, another cannot call any more.
async function overtaken(one, other) {
  const row = "#queue li:not(.mark)";
  const number = await text(other, row + " .no");
  const form = await other.evaluate((s) => {
    const f = document.querySelector(s + " form");
    return new URLSearchParams({ ...Object.fromEntries(new FormData(f)), deed: "call_chosen" }).toString();
  }, row);
  const called = await press(one, row + " [value=call_chosen]");
  await other.evaluate((body) => fetch("/console/act", { method: "POST", body: new URLSearchParams(body) }), form);
  await other.reload({ waitUntil: "load" });
  seen("overtaken", { number, one: called, other: await state(other) });
}

// cut: the server dies and comes back.
async function cut(page) {
  const banner = () => page.evaluate(() => !document.getElementById("lost").hidden && document.getElementById("lost").innerText);
  await please("kill");
  const began = Date.now();
  await page.waitForFunction(() => !document.getElementById("lost").hidden, { timeout: 15000, polling: 20 });
  const noticed = Date.now() - began;
  const said = await banner();
  const before = await state(page);
  await page.click("#primary");
  await moment(300);
  if (pictures) await page.screenshot({ path: `${pictures}/console-cut.png` });
  const meanwhile = await state(page);
  await please("start");
  const back = Date.now();
  await page.waitForFunction(() => document.getElementById("lost").hidden, { timeout: 20000, polling: 20 });
  seen("cut", { noticed, said, before, meanwhile, healed: Date.now() - back, after: await state(page) });
  seen("healed", { before, after: await press(page, "#primary") });
}

// bare works with forms alone.
async function bare(page) {
  await page.setJavaScriptEnabled(false);
  await page.goto(base + "/console", { waitUntil: "load" });
  const steps = [await state(page)];
  for (const selector of ["#primary", "#finish", "#primary", "#again", "#primary"]) {
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.click(selector)]);
    steps.push(await state(page));
  }
  if (pictures) await page.screenshot({ path: `${pictures}/console-bare.png` });
  seen("bare", { steps });
  await page.setJavaScriptEnabled(true);
  await page.goto(base + "/console", { waitUntil: "load" });
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    defaultViewport: null, // windows keep the size that they are opened with
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const noise = [];
  const anna = await clerk(browser, "anna", 0, noise);
  await look(anna, "desks");
  await take(anna, 1);
  const jan = await clerk(browser, "jan", 2, noise);
  await look(anna, "free");
  await pad(anna);
  await slips(anna);
  await reload(anna);
  await look(anna, "called");
  await anna.click("#transfer summary");
  await anna.click("#queue li details summary");
  await look(anna, "panels");
  await anna.keyboard.press("Escape");
  await narrow(anna);
  await lostAnswer(anna, noise);
  await elsewhere(jan, anna);
  await key(anna, "NumpadMultiply");
  await overtaken(jan, anna);
  await anna.keyboard.press("F1");
  await look(anna, "help");
  await anna.keyboard.press("Escape");
  await bare(anna);
  const english = await anna.$("button[lang=en]");
  await Promise.all([anna.waitForNavigation(), english.click()]);
  await look(anna, "english");
  const button = await anna.$("form[action='/console/leave'] button");
  await Promise.all([anna.waitForNavigation(), button.click()]);
  seen("leave", { at: new URL(anna.url()).pathname + new URL(anna.url()).search, after: await state(anna) });
  seen("noise", { noise });
  await cut(jan);
  const ewa = await clerk(browser, "ewa", 2, []);
  await look(ewa, "over");
  const over = await ewa.$("main .strong");
  await Promise.all([ewa.waitForNavigation(), over.click()]);
  await jan.waitForSelector("#gone");
  await look(jan, "gone");
  seen("taken over", { said: await text(jan, "#gone h2"), state: await state(ewa) });
  await browser.close();
  process.exit(0);
})().catch((e) => {
  console.error(e);
  process.exit(1);
});

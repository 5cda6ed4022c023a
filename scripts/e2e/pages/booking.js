// booking.js books visits in Chromium as people do who have only a keyboard and a
// window 320 pixels wide, with scripts and without. It takes the code from the
// file that the server's messages go to, and writes what it saw as JSON.
//
// usage: node booking.js CHROMIUM PROFILE REQUEST, where REQUEST is JSON:
//   {"base": "http://…", "messages": "FILE", "pictures": "DIR or empty",
//    "walks": [{"name", "language", "scripts", "phone", "service", "day", "hour"}]}
const fs = require("fs");
const ICAL = require("ical.js");
const puppeteer = require("puppeteer-core");

const [chromium, profile, request] = process.argv.slice(2);
const { base, messages, pictures, walks } = JSON.parse(request);
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");
const PATIENCE = 60000; // ms
const MOST_TABS = 120;

const moment = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// code waits for the newest message to a phone that has a code.
async function code(phone) {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await moment(50)) {
    const entries = fs.existsSync(messages) ? fs.readFileSync(messages, "utf8").split("\n\n") : [];
    const mine = entries.filter((e) => e.split("\n")[0].includes(phone));
    const found = mine.length && mine[mine.length - 1].match(/\b(\d{3}) (\d{4})\b/);
    if (found) return { typed: found[1] + found[2], shown: found[0] };
  }
  throw new Error("no code came to " + phone);
}

async function walk(browser, { name, language, scripts, phone, service, day, hour }) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const seen = { name, pages: [], wrong: [], violations: [] };
  page.on("pageerror", (e) => seen.wrong.push(String(e)));
  page.on("request", (r) => r.url().startsWith(base) || seen.wrong.push("asks " + r.url()));
  await page.setJavaScriptEnabled(scripts);
  await page.setViewport({ width: 320, height: 640 });
  await page.setExtraHTTPHeaders({ "Accept-Language": language });

  // look notes what every page must have.
  async function look(what) {
    await page.evaluate(() => document.fonts.ready.then(() => 0));
    const is = await page.evaluate(() => ({
      language: document.documentElement.lang,
      title: document.title,
      heading: document.querySelector("h1").innerText,
      tooWide: document.documentElement.scrollWidth - window.innerWidth,
      help: !!document.querySelector("footer.help a[href^='tel:']"),
      statement: !!document.querySelector("footer.help a[href*='/dostepnosc']"),
      small: [...document.querySelectorAll("main a, main button, main input:not([type=hidden])")]
        .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
        .map((e) => e.outerHTML.slice(0, 80)),
      text: document.querySelector("main").innerText,
    }));
    seen.pages.push({ what, ...is, url: page.url() });
    if (pictures) await page.screenshot({ path: `${pictures}/booking-${name}-${what}.png`, fullPage: true });
    if (!scripts) return;
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const v of found.violations) seen.violations.push(`${what}: ${v.id}: ${v.nodes.map((n) => n.html).join("; ")}`);
  }

  // to moves the focus with the Tab key alone until it is at an element, and
  // notes if the focus cannot be seen on the way.
  async function to(selector) {
    for (let n = 0; n < MOST_TABS; n++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate((selector) => {
        const e = document.activeElement;
        const style = getComputedStyle(e);
        const box = e.getBoundingClientRect();
        return {
          there: e.matches(selector),
          hidden: e !== document.body && (style.outlineStyle === "none" || box.bottom < 0 || box.top > window.innerHeight),
          html: e.outerHTML.slice(0, 80),
        };
      }, selector);
      if (at.hidden) seen.wrong.push("the focus is not seen at " + at.html);
      if (at.there) return;
    }
    throw new Error(`${name}: the keyboard does not reach ${selector} on ${page.url()}`);
  }

  // enter presses Enter where the focus is and waits for the next page.
  const enter = () => Promise.all([page.waitForNavigation({ waitUntil: "load", timeout: PATIENCE }), page.keyboard.press("Enter")]);
  async function follow(selector) {
    await to(selector);
    await enter();
  }

  await page.goto(`${base}/?lang=${language}`, { waitUntil: "load" });
  await follow(`main a[href^="/rezerwacja"]`);
  await look("matter");
  await follow(`main a[href^="/rezerwacja/${service}?"]`);
  await look("days");
  await follow(`main .views a[href*="widok"]`);
  await look("month");
  await follow(`main td a[href*="${day}"]`);
  await look("hours");
  await follow(`main .hours a[href*="${hour}"]`);
  await look("form");
  await to("#phone");
  await page.keyboard.type("12");
  await enter();
  await look("wrong");
  await to("#phone");
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type(phone);
  await follow("form .key.first");
  await look("held");
  const sms = await code(phone);
  if (!(await page.evaluate(() => document.activeElement.id === "code"))) await to("#code");
  await page.keyboard.type(sms.typed);
  await enter();
  await look("confirmed");
  seen.code = sms;
  seen.picture = Buffer.from(await (await page.$(".picture")).screenshot()).toString("base64");

  // The calendar file is read by a calendar that nobody here wrote.
  const file = await page.$eval(`a[href*="termin.ics"]`, (a) => a.href);
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(await (await fetch(file)).text())).getFirstSubcomponent("vevent"));
  seen.event = { start: event.startDate.toJSDate().toISOString(), end: event.endDate.toJSDate().toISOString(), summary: event.summary, what: event.description };

  await follow(`main a[href*="/zwolnij"]`);
  await look("ask");
  await follow("main form .key");
  await look("released");
  await context.close();
  return seen;
}

// fresh watches an hour disappear from an open page while others book it, and a
// hold count down.
async function fresh(browser, { language, service, day, hour, phone }) {
  const page = await browser.newPage();
  await page.setViewport({ width: 390, height: 844 });
  await page.goto(`${base}/rezerwacja/${service}/${day}?lang=${language}`, { waitUntil: "load" });
  const other = await browser.newPage();
  const free = (p) => p.evaluate((hour) => !!document.querySelector(`.hours a[href*="${hour}"]`), hour);
  for (let n = 0; n < 20; n++) {
    await other.goto(`${base}/rezerwacja/${service}/${day}/${hour}?lang=${language}`, { waitUntil: "load" });
    if (!(await other.$("#phone"))) break;
    await other.type("#phone", String(Number(phone) + n));
    await Promise.all([other.waitForNavigation({ waitUntil: "load" }), other.click("form .key.first")]);
    if (n > 0) continue;
    const left = () => other.$eval("[data-left]", (e) => e.innerText);
    const before = await left();
    await moment(2100);
    const after = await left();
    if (before === after || !/^\d+:\d\d$/.test(after)) throw new Error(`the hold does not count down: ${before}, ${after}`);
  }
  await page.bringToFront(); // nothing is asked for where nobody looks
  const began = Date.now();
  while (await free(page)) {
    if (Date.now() - began > 30000) throw new Error("a page stays old");
    await moment(100);
  }
  return { freshAfter: Date.now() - began };
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const all = [];
  for (const w of walks) all.push(w.fresh ? { name: w.name, pages: [], ...(await fresh(browser, w)) } : await walk(browser, w));
  await browser.close();
  process.stdout.write(JSON.stringify(all));
})().catch((e) => {
  console.error(e);
  process.exit(1);
});

// desk.js works on the staff's pages about bookings in Chromium, and writes what it
// saw as JSON, one line each: {"seen": name, …}. Where the hours of the office must
// change it writes {"please": "close"} and reads a line when that is done.
//
// usage: node desk.js CHROMIUM PROFILE REQUEST, where REQUEST is JSON:
//   {"base": "http://…", "password": "…", "pictures": "DIR or empty"}
const fs = require("fs");
const readline = require("readline");
const puppeteer = require("puppeteer-core");

const [chromium, profile, request] = process.argv.slice(2);
const { base, password, pictures } = JSON.parse(request);
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");
const patience = 60000; // ms; the machine may be busy
const mostTabs = 150;

const answers = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = (o) => process.stdout.write(JSON.stringify(o) + "\n");
const seen = (name, facts) => tell({ seen: name, ...facts });

// text of an element as people read it; empty where there is none.
const text = (page, selector) => page.evaluate((s) => (document.querySelector(s)?.innerText || "").replace(/\s+/g, " ").trim(), selector);

async function enter(browser, name, noise) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  page.on("console", (m) => noise.push(name + ": " + m.text()));
  page.on("pageerror", (e) => noise.push(name + ": " + e));
  page.on("request", (r) => [base, "data:"].some((s) => r.url().startsWith(s)) || noise.push("elsewhere: " + r.url()));
  await page.setViewport({ width: 1280, height: 900 });
  await page.setExtraHTTPHeaders({ "Accept-Language": "pl" });
  await page.goto(base + "/login", { waitUntil: "load" });
  await page.type("[name=name]", name);
  await page.type("[name=password]", password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  return page;
}

// sit takes a desk of the town hall.
async function sit(page, desk) {
  await page.goto(base + "/console/desks", { waitUntil: "load" });
  const button = await page.$(`form:has([name=location][value=ratusz]):has([name=desk][value="${desk}"]) button`);
  await Promise.all([page.waitForNavigation(), button.click()]);
}

// tab moves the focus until it is on an element, as people without a mouse do.
async function tab(page, selector) {
  for (let n = 0; n < mostTabs; n++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((s) => {
      const e = document.activeElement;
      if (!e?.matches(s)) return "";
      const style = getComputedStyle(e.closest("label") || e);
      return style.outlineStyle !== "none" || getComputedStyle(e).outlineStyle !== "none" ? "shown" : "hidden";
    }, selector);
    if (at === "hidden") throw new Error("the focus cannot be seen on " + selector);
    if (at) return;
  }
  throw new Error(`no way with Tab to ${selector} on ${page.url()}: ${await text(page, "main")}`);
}

// go follows what has the focus to another page.
async function go(page, key = "Enter") {
  await Promise.all([page.waitForNavigation({ waitUntil: "load" }), page.keyboard.press(key)]);
}

// follow goes with the keyboard to an element, and where it leads.
async function follow(page, selector) {
  await tab(page, selector);
  await go(page);
}

async function look(page, name) {
  const found = [];
  for (const [scheme, width] of [["light", 1280], ["dark", 340]]) {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.evaluate(() => document.fonts.ready);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (tooWide > 0) found.push(`${scheme} ${width}: ${tooWide} pixels too wide`);
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
    const report = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const v of report.violations) found.push(`${scheme} ${width}: ${v.id}: ${v.nodes.map((n) => n.html + " " + n.failureSummary).join("; ")}`);
    const small = await page.evaluate(() =>
      Array.from(document.querySelectorAll("button, summary, a, input:not([type=hidden], [type=radio], [type=checkbox]), select, label:has(input)"))
        .filter((e) => e.checkVisibility() && (e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24))
        .map((e) => e.outerHTML.slice(0, 80)));
    for (const s of small) found.push(`${scheme} ${width}: smaller than 24 pixels: ${s}`);
    if (pictures) await page.screenshot({ path: `${pictures}/desk-${name}-${scheme}-${width}.png`, fullPage: true });
  }
  await page.setViewport({ width: 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  seen("look", { name, found });
}

// book books for somebody without touching a mouse; it ends on the page that says so.
async function book(page, service, phone, name) {
  await follow(page, `a[href="/console/bookings/new"]`);
  if (phone) await look(page, "services");
  await follow(page, `a[href$="service=${service}"]`);
  await tab(page, "[name=start]");
  await page.keyboard.press("Space");
  if (phone) await look(page, "new");
  await tab(page, "#phone");
  await page.keyboard.type(phone);
  await tab(page, "#name");
  await page.keyboard.type(name);
  await go(page);
}

async function clerk(anna, jan) {
  await anna.keyboard.press("r");
  await anna.waitForSelector("#day");
  await look(anna, "empty");
  await jan.goto(base + "/console/bookings", { waitUntil: "load" });
  await book(anna, "dowod_wniosek", "601 234 482", "Osoba Trzecia");
  seen("booked", { said: await text(anna, "main"), at: anna.url() });
  await look(anna, "booked");
  await jan.waitForFunction(() => document.querySelector("#expected .count")?.innerText === "1");
  seen("live", { said: await text(jan, "#day") });

  await follow(anna, ".ways a[href^='/console/bookings?']");
  await look(anna, "list");
  await follow(anna, ".rows a");
  await look(anna, "one");
  await follow(anna, "a[href*='/move?']");
  await follow(anna, ".days a[href$='2026-11-24']");
  await look(anna, "move");
  await tab(anna, "[name=start]");
  await anna.keyboard.press("Space");
  await follow(anna, "form button.primary");
  seen("moved", { said: await text(anna, ".done"), card: await text(anna, ".card") });
  await jan.waitForFunction(() => !document.querySelector("#expected"));
  await tab(anna, "#cancel summary");
  await anna.keyboard.press("Enter");
  await follow(anna, "#cancel button");
  seen("cancelled", { said: await text(anna, ".done"), card: await text(anna, ".card") });

  await follow(anna, "a[href^='/console/bookings?']");
  await follow(anna, ".bar a[href='/console/bookings']");
  await book(anna, "rejestracja", "", "Ewa");
  seen("told", { said: await text(anna, ".number") });
  await look(anna, "told");
  await follow(anna, ".ways a[href^='/console/bookings?']");
  await follow(anna, ".rows a");
  await tab(anna, "[name=checked]");
  await anna.keyboard.press("Space");
  await follow(anna, "form[action$='/ticket'] button");
  seen("ticket", { said: await text(anna, ".number"), link: await text(anna, ".follow a"), drawn: await anna.$$eval("svg.qr", (all) => all.length) });
  await look(anna, "ticket");
  await jan.waitForFunction(() => document.querySelector("#arrived .count")?.innerText === "1");

  await anna.goto(base + "/console/bookings", { waitUntil: "load" });
  await tab(anna, "#phone");
  await anna.keyboard.type("601234482");
  await go(anna);
  seen("found", { said: await text(anna, "main"), at: anna.url() });
  await look(anna, "found");
  await anna.goto(base + "/console", { waitUntil: "load" });
  seen("board", { said: await text(anna, "#bookings") });
}

async function manager(anna, maria) {
  await anna.goto(base + "/console/bookings/new?service=rejestracja&day=2026-11-25", { waitUntil: "load" });
  for (const name of ["Klient", "Petent"]) {
    await anna.evaluate((name) => {
      const hours = document.querySelectorAll("[name=start]");
      hours[hours.length - 1].click();
      document.getElementById("name").value = name;
    }, name);
    await Promise.all([anna.waitForNavigation(), anna.click("form[action$='/new'] button.primary")]);
    await anna.goto(base + "/console/bookings/new?service=rejestracja&day=2026-11-25", { waitUntil: "load" });
  }
  tell({ please: "close" });
  await answers.next();
  // The file is known from the next transaction on.
  await anna.evaluate(() => fetch("/console/bookings/find", { method: "POST", body: new URLSearchParams({ phone: "601000000" }) }));
  await maria.goto(base + "/manage", { waitUntil: "load" });
  seen("waiting", { said: await text(maria, ".ways") });
  await look(maria, "manage");
  await follow(maria, "main a[href='/manage/bookings']");
  await look(maria, "affected");
  await follow(maria, ".settle form[action$='/move'] button");
  seen("settled", { said: await text(maria, ".done"), count: await text(maria, ".badge") });
  await follow(maria, "a[href='/manage/bookings/all']");
  await look(maria, "all");
  await follow(maria, "form button.grave");
  seen("all", { said: await text(maria, ".done"), count: await text(maria, ".badge") });
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    protocolTimeout: 2 * patience,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const noise = [];
  const anna = await enter(browser, "anna", noise);
  await sit(anna, 1);
  const jan = await enter(browser, "jan", noise);
  await sit(jan, 2);
  await clerk(anna, jan);
  await manager(anna, await enter(browser, "maria", noise));
  const adam = await enter(browser, "adam", noise);
  await adam.goto(base + "/manage/messages", { waitUntil: "load" });
  seen("messages", { said: await text(adam, ".messages") });
  await look(adam, "messages");
  seen("noise", { noise });
  await browser.close();
  process.exit(0);
})().catch((e) => {
  console.error(e);
  process.exit(1);
});

// live.js keeps pages open in Chromium, with JavaScript as most visitors do, and
// does with them what a line on its input asks for. It answers each with a line.
//
// usage: node live.js CHROMIUM PROFILE; a line is JSON:
//   {"do": "open", "page": "a", "url", "language", "scheme", "script": false to go without, "touch": true if somebody has tapped it}
//   {"do": "see", "page", "text"}     waits until the page says it
//   {"do": "press", "page", "selector"}  moves the focus there and presses Enter
//   {"do": "line", "page", "off"}     cuts the connection, or mends it
//   {"do": "axe", "page"}
const fs = require("fs");
const readline = require("readline");
const puppeteer = require("puppeteer-core");

const [chromium, profile] = process.argv.slice(2);
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");
const PATIENCE = 40000;
const pages = {};

async function open(browser, { page, url, language, scheme, script, touch }) {
  const p = await browser.newPage();
  pages[page] = p;
  p.said = [];
  p.loads = 0;
  p.on("console", (m) => p.said.push(m.text()));
  p.on("pageerror", (e) => p.said.push(String(e)));
  p.on("load", () => p.loads++);
  await p.setViewport({ width: 360, height: 740, hasTouch: true });
  await p.setJavaScriptEnabled(script !== false);
  await p.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme || "light" }]);
  await p.setExtraHTTPHeaders({ "Accept-Language": language });
  // Whatever looks at a page from here counts as a touch to the browser.
  await p.evaluateOnNewDocument((touched) => {
    window.shaken = [];
    Navigator.prototype.vibrate = (how) => window.shaken.push(how);
    Object.defineProperty(Navigator.prototype, "userActivation", { get: () => ({ hasBeenActive: touched }) });
  }, touch === true);
  await p.goto(url, { waitUntil: "load" });
  p.loads = 0;
}

async function see(p, text) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const says = await p.evaluate(() => document.body.innerText).catch(() => ""); // it loads anew
    if (says.replace(/\u00a0/g, " ").includes(text)) return;
    if (Date.now() > until) throw new Error("no " + JSON.stringify(text) + " in " + says);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const look = () => ({
  url: location.pathname + location.search,
  title: document.title,
  text: document.body.innerText.replace(/\u00a0/g, " "),
  lost: document.getElementById("lost") && !document.getElementById("lost").hidden ? document.getElementById("lost").innerText.replace(/\u00a0/g, " ") : "",
  heard: ["quiet", "loud"].map((id) => (document.getElementById(id) || {}).textContent || "").map((s) => s.replace(/\u00a0/g, " ")),
  way: document.getElementById("way") ? document.getElementById("way").position : -1,
  focus: document.activeElement ? document.activeElement.id : "",
  shaken: (window.shaken || []).length,
  tooWide: document.documentElement.scrollWidth - window.innerWidth,
  stored: document.cookie.length + localStorage.length + sessionStorage.length,
});

async function state(p) {
  for (let tries = 0; ; tries++) {
    try {
      return Object.assign(await p.evaluate(look), { said: p.said, loads: p.loads });
    } catch (e) {
      if (tries === 100) throw e; // a page that loads cannot be looked at
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function act(browser, line) {
  const what = JSON.parse(line);
  if (what.do === "open") await open(browser, what);
  const p = pages[what.page];
  if (what.do === "see") await see(p, what.text);
  if (what.do === "press") {
    await p.focus(what.selector);
    await p.keyboard.press("Enter");
  }
  if (what.do === "line") await p.setOfflineMode(what.off);
  const answer = await state(p);
  if (what.do === "axe") {
    await p.evaluate(axe);
    const found = await p.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    answer.violations = found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join("; "));
  }
  return answer;
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = await act(browser, line);
    } catch (e) {
      answer = { error: String(e) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
  await browser.close();
})().catch((e) => {
  console.error(e);
  process.exit(1);
});

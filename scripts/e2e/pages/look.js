// look.js opens pages in Chromium, without JavaScript as some visitors do, and
// writes what it saw as JSON.
//
// usage: node look.js CHROMIUM PROFILE REQUEST, where REQUEST is JSON:
//   {"base": "http://…", "pages": [{"name", "path", "language", "cookie"}], "pictures": "DIR or empty"}
// A cookie, "name=value", is that of somebody who is logged in.
const fs = require("fs");
const puppeteer = require("puppeteer-core");

const [chromium, profile, request] = process.argv.slice(2);
const { base, pages, pictures } = JSON.parse(request);
const axe = fs.readFileSync(require.resolve("axe-core"), "utf8");

// settled waits for the fonts, which a browser may fetch only after the load event.
async function settled(page) {
  for (let tries = 0; tries < 100; tries++) {
    const states = await page.evaluate(() => document.body.offsetHeight && [...document.fonts].map((f) => f.status));
    if (states.includes("loaded") && !states.includes("loading")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function look(browser, { name, path, language, cookie }, scheme, width) {
  const page = await browser.newPage();
  const seen = { name, scheme, width, said: [], elsewhere: [], failed: [] };
  page.on("console", (m) => seen.said.push(m.text()));
  page.on("pageerror", (e) => seen.said.push(String(e)));
  page.on("request", (r) => r.url().startsWith(base) || seen.elsewhere.push(r.url()));
  page.on("requestfailed", (r) => r.url().includes("/events") || r.url().includes("/live") || seen.failed.push(r.url())); // a stream ends with its page
  page.on("response", (r) => {
    if (r.status() >= 400 && !r.request().isNavigationRequest()) seen.failed.push(r.url());
  });
  if (cookie) {
    const [key, value] = cookie.split("=");
    await page.setCookie({ name: key, value, url: base });
  }
  await page.setJavaScriptEnabled(false);
  await page.setViewport({ width, height: 844 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setExtraHTTPHeaders({ "Accept-Language": language });
  const response = await page.goto(base + path, { waitUntil: "load" });
  seen.status = response.status();
  await settled(page);
  Object.assign(seen, await page.evaluate(() => {
    const number = document.querySelector(".number");
    return {
      language: document.documentElement.lang,
      title: document.title,
      text: document.body.innerText,
      tooWide: document.documentElement.scrollWidth - window.innerWidth,
      number: number ? number.innerText : "",
      numberHeight: number ? parseFloat(getComputedStyle(number).fontSize) : 0,
      fonts: [...document.fonts].filter((f) => f.status === "loaded").length,
    };
  }));
  if (pictures) await page.screenshot({ path: `${pictures}/${name}-${scheme}-${width}.png`, fullPage: true });
  // The checker itself is a script with timers.
  await page.setJavaScriptEnabled(true);
  await page.reload({ waitUntil: "load" });
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  seen.violations = found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html + " " + n.failureSummary).join("; "));
  await page.close();
  return seen;
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const all = [];
  for (const page of pages)
    for (const scheme of ["light", "dark"])
      for (const width of [320, 390]) all.push(await look(browser, page, scheme, width));
  await browser.close();
  process.stdout.write(JSON.stringify(all));
})().catch((e) => {
  console.error(e);
  process.exit(1);
});

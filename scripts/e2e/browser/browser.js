// browser.js keeps pages open in Chromium and does with them what a line on its
// input asks for. It answers each with a line of JSON.
//
// usage: node browser.js CHROMIUM PROFILE; a line is JSON:
//   {"do": "open", "page", "who", "url", "width", "height", "scale", "scheme", "language", "touch"}
//                                        who: pages of one person share what they are logged in to
//   {"do": "size", "page", "width", "height", "scheme"}
//   {"do": "type", "page", "selector", "text"}    in place of what is there
//   {"do": "click", "page", "selector"}
//   {"do": "key", "page", "text"}        presses a key; its name is the code of a key of a number pad or what puppeteer calls it
//   {"do": "see", "page", "selector", "text"}     waits until an element says it, or is there at all without text
//   {"do": "watch", "page", "selector", "text"}   begins to look for it, to know the instant
//   {"do": "noticed", "page"}            waits until what is watched for was seen
//   {"do": "picture", "page", "file", "full"}
// The answer has "at", milliseconds since 1970, of a key, a click or a sight; "text", what the element says then;
// "wrong", errors of the page's scripts; "tooWide", pixels that stand out on the right.
const readline = require("readline");
const puppeteer = require("puppeteer-core");

const [chromium, profile] = process.argv.slice(2);
const PATIENCE = 20000; // ms
const POLL = 20; // ms
const pages = {};
const people = {};
const pad = { NumpadEnter: "Enter", NumpadAdd: "+", NumpadSubtract: "-", NumpadMultiply: "*", NumpadDivide: "/", Numpad0: "0" };

const moment = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const read = (selector) => {
  const e = document.querySelector(selector || "body");
  return e && (e.innerText || e.value || "").replace(/\s+/g, " ").trim();
};

// text of an element; null where there is none, or while a page loads.
const text = (p, selector) => p.evaluate(read, selector).catch(() => null);

// steady does something with a page, again where the page went to another meanwhile.
async function steady(what) {
  for (const until = Date.now() + PATIENCE; ; await moment(POLL)) {
    try {
      return await what();
    } catch (e) {
      if (!/context was destroyed|Cannot find context|navigation|frame was detached/i.test(String(e)) || Date.now() > until) throw e;
    }
  }
}

// loaded is when a page and its fonts are there.
const loaded = (p) =>
  p.evaluate(async () => {
    if (document.readyState !== "complete") await new Promise((done) => window.addEventListener("load", done, { once: true }));
    await document.fonts.ready;
  });

async function open(browser, what) {
  const who = what.who || what.page;
  people[who] ||= await browser.createBrowserContext();
  const p = (pages[what.page] ||= await people[who].newPage());
  p.wrong = [];
  p.on("pageerror", (e) => p.wrong.push(String(e)));
  await size(p, what);
  await p.setExtraHTTPHeaders({ "Accept-Language": what.language });
  await p.goto(what.url, { waitUntil: "load" });
}

async function size(p, { width, height, scale, scheme, touch }) {
  await p.setViewport({ width, height, deviceScaleFactor: scale || 1, hasTouch: touch === true });
  await p.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme || "light" }]);
}

async function key(p, name) {
  const at = Date.now();
  if (!pad[name]) {
    await p.keyboard.press(name);
    return at;
  }
  const cdp = await p.createCDPSession();
  const event = { code: name, key: pad[name], isKeypad: true, location: 3, windowsVirtualKeyCode: name === "NumpadEnter" ? 13 : 0 };
  await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...event });
  await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  await cdp.detach();
  return at;
}

async function see(p, selector, wanted) {
  for (const until = Date.now() + PATIENCE; ; await moment(POLL)) {
    const says = await text(p, selector);
    if (says !== null && says.includes(wanted || "")) return Date.now();
    if (Date.now() > until) throw new Error(`no ${JSON.stringify(wanted || "")} in ${selector || "the page"}, which says ${JSON.stringify(says)}`);
  }
}

const watch = (p, selector, wanted) =>
  p.evaluate((selector, wanted) => {
    const there = () => Array.from(document.querySelectorAll(selector)).some((e) => e.innerText.replace(/\s+/g, " ").includes(wanted));
    window.noticed = 0;
    const look = () => (window.noticed ||= there() ? Date.now() : 0);
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }, selector, wanted);

async function noticed(p) {
  for (const until = Date.now() + PATIENCE; ; await moment(POLL)) {
    const at = await steady(() => p.evaluate(() => window.noticed));
    if (at) return at;
    if (Date.now() > until) throw new Error("nothing was noticed in " + (await text(p, "body")));
  }
}

async function act(browser, what) {
  if (what.do === "open") await open(browser, what);
  const p = pages[what.page];
  let at = Date.now();
  switch (what.do) {
    case "size":
      await size(p, what);
      break;
    case "type":
      await p.click(what.selector, { count: 3 });
      await p.keyboard.type(what.text);
      break;
    case "click":
      await p.click(what.selector);
      break;
    case "key":
      at = await key(p, what.text);
      break;
    case "see":
      at = await see(p, what.selector, what.text);
      break;
    case "watch":
      await steady(() => watch(p, what.selector, what.text));
      break;
    case "noticed":
      at = await noticed(p);
      break;
    case "picture":
      await steady(async () => {
        await loaded(p);
        await p.screenshot({ path: what.file, fullPage: what.full === true });
      });
      break;
  }
  const tooWide = await p.evaluate(() => document.documentElement.scrollWidth - window.innerWidth).catch(() => 0);
  return { at, text: (await text(p, what.selector)) || "", wrong: p.wrong.splice(0), tooWide };
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: profile,
    pipe: true, // it ends with this program, however that ends
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
      answer = await act(browser, JSON.parse(line));
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

// A headless Chromium for the tests: TECHGRAPH_CHROMIUM names it. A page that asks the network for anything, breaks its
// policy or throws fails its test.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
];

/** Opens a page and gives it to `visit`; `own` is the only origin that it may ask. */
export async function visit(address, { own = null, hash = "", width = 1280, height = 860, theme = "light", patience = 60000, before = null } = {}, run) {
  const browser = await chromium.launch({ executablePath: process.env.TECHGRAPH_CHROMIUM, args: FLAGS });
  try {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, acceptDownloads: true, hasTouch: width < 500, reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    page.setDefaultNavigationTimeout(patience);
    const faults = [];
    page.on("pageerror", (error) => faults.push(`threw ${error.stack}`));
    page.on("dialog", async (dialog) => {
      faults.push(`opened a dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
    page.on("request", (request) => {
      const url = request.url();
      const fine = url.startsWith("blob:") || url.startsWith("data:") || url.split("#")[0] === address || (own && url.startsWith(own));
      if (!fine) faults.push(`asked for ${url}`);
    });
    if (before) await before(page);
    await page.goto(address + (hash ? `#${hash}` : ""));
    await page.waitForSelector("html[data-ready]");
    await run(page);
    assert.deepEqual(faults, []);
  } finally {
    await browser.close();
  }
}

/** What the picture shows: how many relations pass the filter. */
export const shown = (page) => page.evaluate(() => [...techgraph.model.edges.values()].filter((edge) => techgraph.state.admits(edge, techgraph.model)).length);

/** Waits until something holds in the page; Playwright's own way evaluates text, which the page's policy refuses. */
export async function until(page, holds) {
  for (let turn = 0; turn < 200; turn++) {
    if (await page.evaluate(holds)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`never: ${holds}`);
}

/** A download's bytes. */
export async function saved(page, label) {
  await page.click("#export");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(`#export-menu button:has-text("${label}")`)]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Clicks where the picture shows an entity. */
export async function clickEntity(page, id) {
  const at = await page.evaluate((id) => {
    const { sigma } = techgraph.picture();
    const place = sigma.framedGraphToViewport(sigma.getNodeDisplayData(id));
    const box = sigma.getContainer().getBoundingClientRect();
    return { x: box.left + place.x, y: box.top + place.y };
  }, id);
  await page.mouse.click(at.x, at.y);
}

export { assert };

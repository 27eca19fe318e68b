// node hostile.mjs FILE.html: a graph whose every name, quote and address wants to run a script or leave its field.
import { pathToFileURL } from "node:url";
import { assert, saved, visit } from "./browser.mjs";

const address = pathToFileURL(process.argv[2]).href;
const inert = (page) => page.evaluate(() => ({
  ran: globalThis.pwned ?? null,
  strange: [...document.querySelectorAll("script:not([id=data]), iframe, object, embed, img, base, form[action], link[rel=stylesheet], [onerror], [onload], [onclick], [style*=expression]")].map((e) => e.outerHTML.slice(0, 80)).slice(1),
  links: [...document.querySelectorAll("a[href]")].map((a) => a.protocol).filter((p) => !["http:", "https:", "blob:"].includes(p)),
}));

await visit(address, {}, async (page) => {
  const clean = { ran: null, strange: [], links: [] };
  assert.deepEqual(await inert(page), clean);
  const [ids, keys] = await page.evaluate(() => [[...techgraph.model.entities.keys()], [...techgraph.model.edges.keys()]]);
  assert.ok(keys.length >= 10);
  for (const entity of ids) {
    await page.evaluate((entity) => techgraph.state.set({ selected: { entity } }), entity);
    assert.deepEqual(await inert(page), clean, entity);
  }
  for (const edge of keys) {
    await page.evaluate((edge) => techgraph.state.set({ selected: { edge } }), edge);
    await page.waitForSelector("#card mark");
    assert.deepEqual(await inert(page), clean, edge);
  }
  await page.fill("#search input", "<img");
  await page.waitForSelector("#search [role=option]");
  await page.evaluate(() => techgraph.state.set({ view: "table" }));
  assert.deepEqual(await inert(page), clean);
  await page.evaluate(() => techgraph.state.set({ view: "graph" }));
  // What is saved is as inert.
  const svg = (await saved(page, "SVG")).toString();
  const fault = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    return parsed.querySelector("parsererror, script, image, foreignObject, [onload], [href]")?.outerHTML ?? null;
  }, svg);
  assert.equal(fault, null);
  const csv = (await saved(page, "CSV")).toString();
  for (const line of csv.split("\r\n").slice(1)) assert.ok(!/(^|,)"?[=+@]/.test(line), line);
});

// Nor does an address run anything.
for (const hash of ["n=<img src=x onerror=pwned=1>", "e=%3Cscript%3Epwned=1%3C/script%3E", "rel=__proto__,constructor&at=NaN,1e999,-1&min=-5&since=<b>", "pin=a@1,2&pin=__proto__@NaN,1&hide=__proto__&theme=javascript:"]) {
  await visit(address, { hash }, async (page) => assert.equal(await page.evaluate(() => globalThis.pwned ?? null), null));
}

// The policy itself: a script that gets in does not run.
await visit(address, { before: (page) => page.addInitScript(() => addEventListener("securitypolicyviolation", (e) => ((globalThis.refused ??= []).push(e.violatedDirective)))) }, async (page) => {
  const refused = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "globalThis.pwned = 1";
    document.body.append(script);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [globalThis.refused, globalThis.pwned ?? null];
  }).catch((error) => [String(error), null]);
  assert.equal(refused[1], null);
  assert.match(String(refused[0]), /script-src/);
}).catch((error) => {
  // The browser tells of the refusal on its console, which is what was wanted.
  if (!/Content Security Policy/.test(error.message)) throw error;
});

console.log("nothing ran");

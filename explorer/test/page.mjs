// node page.mjs FILE.html: the explorer over the sample graph, as a person uses it.
import { pathToFileURL } from "node:url";
import { assert, clickEntity, saved, shown, until, visit } from "./browser.mjs";

const address = pathToFileURL(process.argv[2]).href;

await visit(address, {}, async (page) => {
  const all = await shown(page);
  assert.ok(all > 200, `${all} relations`);

  // Search by keyboard: the suggestion opens the entity's card.
  await page.keyboard.press("/");
  await page.keyboard.type("anthr");
  await page.waitForSelector("#search [role=option][aria-selected=true]");
  assert.match(await page.textContent("#search [role=option][aria-selected=true]"), /Anthropic/);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#card h2:has-text('Anthropic')");
  assert.match(await page.textContent("#card"), /backed by/);
  await until(page, () => location.hash.includes("n=anthropic"));

  // An edge from the card: every statement with its quote marked in the sentence, status, money, source.
  await page.click("#card .row:has-text('Nvidia'):has-text('USD 15B')");
  await page.waitForSelector("#card mark");
  const quote = await page.textContent("#card mark");
  assert.match(quote, /Nvidia.*\$15/);
  const card = await page.textContent("#card");
  for (const part of ["invests in", "announced", "up to USD 15B", "Told by", "Confidence"]) assert.ok(card.includes(part), `${part} in ${card}`);
  const edge = await page.evaluate(() => techgraph.model.edges.get(techgraph.state.selected.edge));
  assert.equal((await page.$$("#card .statement")).length, edge.statements);

  // A click in the picture.
  await page.keyboard.press("Escape");
  await page.waitForSelector("#card", { state: "hidden" });
  await page.evaluate(() => techgraph.picture().show(["nvidia"]));
  await until(page, () => {
    const { sigma } = techgraph.picture();
    return sigma.getDimensions().width === sigma.getContainer().clientWidth;
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await clickEntity(page, "nvidia");
  await page.waitForSelector("#card h2:has-text('Nvidia')");

  // Filters: only announced money.
  await page.click("#by-relation button:has-text('none')");
  await page.check("#filters input[value=invests_in]");
  const investments = await shown(page);
  assert.ok(investments > 0 && investments < all / 2, `${investments} of ${all}`);
  await page.uncheck("#filters input[value=confirmed]");
  const unconfirmed = await shown(page);
  assert.ok(unconfirmed > 0 && unconfirmed < investments, `${unconfirmed} of ${investments}`);
  await page.focus("#amount");
  await page.keyboard.press("End");
  const large = await shown(page);
  assert.ok(large > 0 && large < unconfirmed, `${large} of ${unconfirmed}`);
  assert.ok(await page.evaluate(() => [...techgraph.model.edges.values()].filter((e) => techgraph.state.admits(e, techgraph.model)).every((e) => e.amount.value >= 1e11)));
  await page.click("#reset");
  assert.equal(await shown(page), all);
  await page.focus("#date-from");
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const late = await shown(page);
  assert.ok(late > 0 && late < all, `${late} since the last month but one`);
  await page.focus("#confidence");
  await page.keyboard.press("End");
  assert.ok((await shown(page)) < late);
  // What is off by type takes its edges along.
  await page.click("#reset");
  await page.uncheck("#filters input[value=person]");
  assert.ok(await page.evaluate(() => [...techgraph.model.edges.values()].every((e) => !techgraph.state.admits(e, techgraph.model) || ![e.subject, e.object].some((id) => techgraph.model.entities.get(id).type === "person"))));
  await page.click("#reset");

  // A path between two.
  await page.click("#find-path");
  for (const [end, name] of [["from", "SoftBank"], ["to", "Amazon"]]) {
    await page.fill(`#way input[aria-label="Path ${end}"]`, name);
    await page.waitForSelector(`#way .combo:has(input[aria-label="Path ${end}"]) [role=option][aria-selected=true]`);
    await page.keyboard.press("Enter");
  }
  await page.waitForSelector("#way .steps li:nth-child(2)");
  assert.match(await page.textContent("#way .steps"), /SoftBank.*Amazon/s);
  assert.equal((await page.$$("#way .steps li")).length, 2);
  await page.click("#way .close");

  // Hide and pin; the hash brings it all back.
  await page.fill("#search input", "Intel");
  await page.waitForSelector("#search [role=option][aria-selected=true]");
  await page.keyboard.press("Enter");
  await page.click("#card button:has-text('Pin')");
  await page.waitForSelector("#card button[aria-pressed=true]:has-text('Unpin')");
  await page.click("#card button:has-text('Hide')");
  const without = await shown(page);
  assert.ok(without < all);
  await page.uncheck("#filters input[value=ended]");
  const left = await shown(page);
  await until(page, () => location.hash.includes("st=ended") && location.hash.includes("hide=intel") && location.hash.includes("pin=intel"));
  const link = await page.evaluate(() => location.hash.slice(1));
  await visit(address, { hash: link }, async (second) => {
    assert.equal(await shown(second), left);
    assert.ok(await second.evaluate(() => techgraph.state.pinned.has("intel")));
  });
  await page.click("#reset");

  // The same as a table, by keyboard and for a screen reader.
  await page.focus("#canvas");
  await page.keyboard.press("t");
  await page.waitForSelector("#table tbody tr");
  assert.equal(await page.evaluate(() => document.querySelectorAll("#table tbody tr").length), Math.min(300, all));
  await page.click("#table th button:has-text('Amount')");
  assert.match(await page.textContent("#table tbody tr:first-child"), /USD \d+B/);
  await page.focus("#table tbody tr:first-child td:nth-child(2) button");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#card mark");
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");

  // Files of the view.
  await page.focus("#canvas");
  await page.keyboard.press("0");
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const svg = (await saved(page, "SVG")).toString();
  assert.ok(svg.startsWith("<svg") && svg.includes("stroke-dasharray") && svg.includes(">OpenAI<"), svg.slice(0, 300));
  assert.equal(await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror")?.textContent ?? null, svg), null);
  const png = await saved(page, "PNG");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.ok(png.length > 20000, `${png.length} bytes`);
  const csv = (await saved(page, "CSV")).toString().trim().split("\r\n");
  assert.equal(csv.length, all + 1);
  assert.match(csv[0], /^subject,relation,object,status,amount/);

  // Every control has a name.
  const nameless = await page.evaluate(() => [...document.querySelectorAll("button, input, a")].filter((e) => e.checkVisibility() && !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent.trim())).map((e) => e.outerHTML));
  assert.deepEqual(nameless, []);
});

// A phone, dark: nothing wider than the screen, filters and card reachable by touch.
await visit(address, { width: 400, height: 800, theme: "dark" }, async (page) => {
  assert.equal(await page.getAttribute("html", "data-theme"), "dark");
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= 400 && document.body.scrollWidth <= 400);
  assert.ok(await fits());
  await page.tap("#open-filters");
  await page.waitForSelector("#filters input");
  assert.ok(await fits());
  await page.tap("#filters .close");
  await page.fill("#search input", "OpenAI");
  await page.tap("#search [role=option]");
  await page.waitForSelector("#card h2:has-text('OpenAI')");
  assert.ok(await fits());
  const small = await page.evaluate(() => [...document.querySelectorAll("#bar button, #card .row")].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect()).filter((b) => b.height < 30).length);
  assert.equal(small, 0);
});

console.log("the page does what it should");

// node served.mjs URL TOKEN ARTICLE: the explorer over a server that asks for a token and lets articles be added.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { assert, shown, visit } from "./browser.mjs";

const [, , address, token, article] = process.argv;
// Without the token the server says 401, which browsers write to their console.
const before = (page) => page.addInitScript((token) => sessionStorage.setItem("techgraph-token", token), token);

await visit(address, { own: address, before }, async (page) => {
  const all = await shown(page);
  assert.ok(all > 100, `${all} relations`);
  await page.fill("#search input", "soft");
  await page.waitForSelector("#search [role=option]:has-text('SoftBank')");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#card h2:has-text('SoftBank')");
  await page.click("#card button:has-text('More around it')");
  await page.click("#card .row >> nth=0");
  await page.waitForSelector("#card mark");
  assert.match(await page.textContent("#card .source"), /\w/);

  await page.click("#find-path");
  for (const [end, name] of [["from", "SoftBank"], ["to", "Amazon"]]) {
    await page.fill(`#way input[aria-label="Path ${end}"]`, name);
    await page.waitForSelector(`#way .combo:has(input[aria-label="Path ${end}"]) [role=option][aria-selected=true]`);
    await page.keyboard.press("Enter");
  }
  await page.waitForSelector("#way .steps li:nth-child(2)");

  // An article dropped onto the page is read, and what it says appears.
  await page.evaluate(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, { type: "text/plain" }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [basename(article), readFileSync(article, "utf8")]);
  // The server says so first, behind "(1 of 1)"; the page again, when it shows what was added.
  await page.waitForSelector(`#notice:has-text('${basename(article)}: added, with')`, { timeout: 60000 });
  assert.ok((await shown(page)) > all, "what the article says is there");
});

console.log("the server serves");

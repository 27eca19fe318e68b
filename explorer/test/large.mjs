// node large.mjs FILE.html EDGES SECONDS: opens a large page, and uses it within so many seconds.
import { pathToFileURL } from "node:url";
import { assert, shown, visit } from "./browser.mjs";

const [file, edges, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const started = performance.now();
const marks = {};
const mark = (name) => (marks[name] = Math.round(performance.now() - started));

await visit(pathToFileURL(file).href, { patience: 180000 }, async (page) => {
  mark("ready");
  assert.ok((await page.evaluate(() => techgraph.model.edges.size)) >= edges * 0.99);
  await page.fill("#search input", "Firm 1");
  await page.waitForSelector("#search [role=option][aria-selected=true]");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#card .row");
  mark("found");
  await page.click("#card .row >> nth=0");
  await page.waitForSelector("#card mark");
  mark("read");
  await page.uncheck("#filters input[value=confirmed]");
  assert.ok((await shown(page)) < edges);
  mark("filtered");
  const frames = await page.evaluate(
    () => new Promise((resolve) => {
      const { sigma } = techgraph.picture();
      const camera = sigma.getCamera();
      const times = [];
      let last = performance.now();
      const step = () => {
        const now = performance.now();
        times.push(now - last);
        last = now;
        camera.setState({ x: camera.getState().x + 0.002 });
        if (times.length < 12) requestAnimationFrame(step);
        else resolve(times.slice(2).sort((a, b) => a - b)[5]);
      };
      requestAnimationFrame(step);
    }),
  );
  mark("moved");
  console.log(JSON.stringify({ edges, ...marks, frame_ms: Math.round(frames) }));
  assert.ok(marks.filtered < seconds * 1000, `usable after ${marks.filtered} ms: ${JSON.stringify(marks)}`);
});

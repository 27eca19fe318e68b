// Reads Mermaid flowcharts, a JSON array of texts on standard input, with Mermaid itself; prints [nodes, edges] of each.
// Run in a folder that has the packages `mermaid` and `jsdom`: Mermaid cleans labels with the DOM of a page.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const require = createRequire(join(process.cwd(), "package.json"));
const { JSDOM } = require("jsdom");
const page = new JSDOM("<!DOCTYPE html><body></body>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const entry = join(process.cwd(), "node_modules/mermaid/dist/mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(entry));
mermaid.initialize({ startOnLoad: false });
const seen = [];
for (const text of JSON.parse(readFileSync(0, "utf-8"))) {
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const nodes = [...db.getVertices().values()].map((vertex) => vertex.text);
  seen.push({ nodes: nodes.length, edges: db.getEdges().length, names: nodes });
}
console.log(JSON.stringify(seen));
process.exit(0);

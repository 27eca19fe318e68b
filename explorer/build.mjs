// Makes data/explorer/ from src/: one script, one style sheet, the page around them, and the licences of what is inside.
// `node build.mjs --check` fails where the committed files are not what the sources give.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const out = new URL("../data/explorer/", import.meta.url);
const here = new URL("./", import.meta.url);
const read = (path) => readFileSync(new URL(path, here), "utf8");

const bundle = async (entry) => {
  const result = await build({
    entryPoints: [new URL(entry, here).pathname],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "ascii",
    legalComments: "none",
    write: false,
    metafile: true,
  });
  return { text: result.outputFiles[0].text, inputs: Object.keys(result.metafile.inputs) };
};

const script = await bundle("src/main.js");
const style = await bundle("src/style.css");
const packages = [...new Set(script.inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []))].sort();
const licence = (name) => {
  for (const file of ["LICENSE.txt", "LICENSE", "LICENSE.md"]) {
    try {
      return read(`node_modules/${name}/${file}`).trim();
    } catch {
      // The next spelling.
    }
  }
  throw new Error(`${name} has no licence file`);
};
const licences = packages.map((name) => {
  const { version } = JSON.parse(read(`node_modules/${name}/package.json`));
  return `${name} ${version}\n\n${licence(name)}\n`;
});

const files = {
  "explorer.js": script.text,
  "explorer.css": style.text,
  "page.html": read("src/page.html"),
  "LICENCES.txt": licences.join(`\n${"-".repeat(80)}\n\n`),
};
mkdirSync(out, { recursive: true });
const stale = [];
for (const [name, text] of Object.entries(files)) {
  const path = new URL(name, out);
  if (process.argv.includes("--check")) {
    let committed = "";
    try {
      committed = readFileSync(path, "utf8");
    } catch {
      // Missing is stale too.
    }
    if (committed !== text) stale.push(name);
  } else {
    writeFileSync(path, text);
    console.log(`data/explorer/${name}  ${text.length} bytes`);
  }
}
if (stale.length) {
  console.error(`data/explorer/: ${stale.join(", ")} not as the sources give; run \`npm run build\` in explorer/`);
  process.exit(1);
}

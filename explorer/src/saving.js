// Files of the view as it is: SVG, PNG, CSV.
import { OUTLINES } from "./dom.js";

function save(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ");
const DASHES = { dashed: "7 5", dotted: "2 4" };
const n = (value) => value.toFixed(1);

/** What is in sight, as SVG. */
export function toSvg(picture, title) {
  const { sigma, graph, model, theme } = picture;
  const colours = model.colours[theme()];
  const { width, height } = sigma.getDimensions();
  const places = new Map();
  for (const id of graph.nodes()) {
    const data = sigma.getNodeDisplayData(id);
    if (!data || data.hidden) continue;
    places.set(id, { ...data, ...sigma.framedGraphToViewport(data), radius: sigma.scaleSize(data.size) });
  }
  const inSight = (p, slack) => p.x > -slack && p.x < width + slack && p.y > -slack && p.y < height + slack;
  const [lines, nodes, names] = [[], [], []];
  for (const key of graph.edges()) {
    const data = sigma.getEdgeDisplayData(key);
    const [a, b] = graph.extremities(key).map((id) => places.get(id));
    if (!data || data.hidden || !a || !b || !(inSight(a, 400) || inSight(b, 400))) continue;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const chord = Math.hypot(dx, dy);
    const pen = Math.max(1, sigma.scaleSize(data.size));
    const head = data.arrow ? 5.5 + 1.7 * pen : 0;
    const curve = data.curve ?? 0;
    const c = { x: (a.x + b.x) / 2 + dy * curve, y: (a.y + b.y) / 2 - dx * curve };
    const length = chord * (1 + 0.667 * curve * curve);
    const [first, last] = [a.radius / length, 1 - (b.radius + 1) / length];
    const base = Math.max(first, last - head / length);
    if (!(last > first)) continue;
    const at = (t) => ({ x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * c.x + t * t * b.x, y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * c.y + t * t * b.y });
    const [p, q, tip] = [at(first), at(base), at(last)];
    // The part of a quadratic curve between two places has the blossom of both as its control point.
    const mix = (u, v) => ["x", "y"].map((k) => (1 - u) * (1 - v) * a[k] + (u * (1 - v) + v * (1 - u)) * c[k] + u * v * b[k]);
    const [cx, cy] = mix(first, base);
    const dash = DASHES[data.line] ? ` stroke-dasharray="${DASHES[data.line]}"` : "";
    const sentence = data.edge ? `<title>${escaped(`${model.sentence(data.edge)} (${data.edge.status})`)}</title>` : "";
    let drawn = `<path d="M${n(p.x)} ${n(p.y)}Q${n(cx)} ${n(cy)} ${n(q.x)} ${n(q.y)}" fill="none" stroke="${data.color}" stroke-width="${n(pen)}"${dash}/>`;
    if (head) {
      const [ux, uy] = [(tip.x - q.x) / (Math.hypot(tip.x - q.x, tip.y - q.y) || 1), (tip.y - q.y) / (Math.hypot(tip.x - q.x, tip.y - q.y) || 1)];
      const w = head * 0.4;
      drawn += `<path d="M${n(tip.x)} ${n(tip.y)}L${n(q.x - uy * w)} ${n(q.y + ux * w)}L${n(q.x + uy * w)} ${n(q.y - ux * w)}Z" fill="${data.color}"/>`;
    }
    lines.push(`<g>${sentence}${drawn}</g>`);
    if (data.label && chord > 60) {
      const middle = at(0.5);
      names.push(`<text x="${n(middle.x)}" y="${n(middle.y + 3.5)}" font-size="11" text-anchor="middle" fill="${data.color}">${escaped(data.label)}</text>`);
    }
  }
  const labelled = new Set(picture.texts.drawn);
  for (const [id, place] of places) {
    if (!inSight(place, 40)) continue;
    const outline = OUTLINES[place.shape] ?? OUTLINES.ellipse;
    nodes.push(`<g transform="translate(${n(place.x)} ${n(place.y)}) scale(${n(place.radius)})"><title>${escaped(model.entities.get(id).name)}</title><path d="${outline}" fill="${place.color}" stroke="${place.stroke}" stroke-width=".25"/></g>`);
    if (place.label && labelled.has(place.label)) {
      names.push(`<text x="${n(place.x + place.radius + 4)}" y="${n(place.y + 4)}" font-size="12.5" font-weight="600" fill="${colours.ink}">${escaped(place.label)}</text>`);
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">` +
    `<title>${escaped(title)}</title><rect width="100%" height="100%" fill="${colours.page}"/>${lines.join("")}${nodes.join("")}` +
    `<g stroke="${colours.page}" stroke-width="3.500" stroke-linejoin="round" paint-order="stroke">${names.join("")}</g></svg>\n`
  );
}

export function saveSvg(picture, title) {
  save("graph-view.svg", new Blob([toSvg(picture, title)], { type: "image/svg+xml" }));
}

export async function savePng(picture, title) {
  const { width, height } = picture.sigma.getDimensions();
  const url = URL.createObjectURL(new Blob([toSvg(picture, title)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width * 2, height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("the picture is too large for this browser");
    save("graph-view.png", blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A cell; text that a spreadsheet would take for a formula gets a ' before it. */
function cell(value) {
  let text = value === null || value === undefined ? "" : String(value);
  if (/^[=+\-@\t\r]/.test(text) && typeof value !== "number") text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveCsv(model, edges) {
  const columns = ["subject", "relation", "object", "status", "amount", "currency", "bound", "stake", "role", "date", "sources", "statements", "confidence", "subject_id", "object_id"];
  const rows = edges.map((e) => [
    model.entities.get(e.subject).name, e.relation, model.entities.get(e.object).name, e.status, e.amount?.value, e.amount?.currency, e.amount?.bound, e.stake, e.role,
    e.date, e.sources, e.statements, e.confidence, e.subject, e.object,
  ]);
  const text = [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  save("graph-view.csv", new Blob([`${text}\r\n`], { type: "text/csv" }));
}

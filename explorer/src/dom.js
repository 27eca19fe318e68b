// Elements are made here and only here. Text is set as text: nothing from an article is ever parsed as markup.

/** An element with attributes, listeners (`onclick`) and children; strings become text nodes, null is left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, v] of Object.entries(value)) element.style.setProperty(key, v);
    else if (name === "class") element.className = value;
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Replaces everything in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

const ICONS = {
  filters: "M3 5h14M6 10h8M8.5 15h3",
  path: "M4 15a2 2 0 1 0 0-.1M16 5a2 2 0 1 0 0-.1M6 14c6-1 2-7 8-8.500",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 8v8",
  graph: "M5 14 14 5M5 14l10 1M5 14m-2.200 0a2.200 2.200 0 1 0 4.400 0a2.200 2.200 0 1 0-4.400 0M14 5m-2.200 0a2.200 2.200 0 1 0 4.400 0a2.200 2.200 0 1 0-4.400 0M15.500 15m-1.800 0a1.800 1.800 0 1 0 3.600 0a1.800 1.800 0 1 0-3.600 0",
  export: "M10 3v9M6.500 8.500 10 12l3.500-3.500M4 14v3h12v-3",
  theme: "M10 3a7 7 0 1 0 7 7 5.500 5.500 0 0 1-7-7z",
  close: "M5 5l10 10M15 5 5 15",
  pin: "M7 3h6l-1 5 2.500 3h-9L8 8 7 3zM10 11v6",
  hide: "M3 10s2.500-5 7-5 7 5 7 5-2.500 5-7 5-7-5-7-5zM4 16 16 4",
  centre: "M10 3v3M10 14v3M3 10h3M14 10h3M10 10m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
  expand: "M10 4v12M4 10h12",
  link: "M8 5H4v11h11v-4M11 4h5v5M16 4l-7 7",
  search: "M9 9m-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0M13 13l4 4",
  help: "M7.500 7.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.700M10 14.500v.1",
};

/** A line drawing, 20 px a side. */
export function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

/** A sample of a line in a colour: solid, dashed or dotted. */
export function lineSample(line, colour) {
  const dashes = { solid: null, dashed: "6 4", dotted: "1.500 4" }[line];
  return svg(
    "svg",
    { viewBox: "0 0 28 8", class: "sample", "aria-hidden": "true" },
    svg("path", { d: "M1 4h26", stroke: colour, "stroke-width": "2.500", "stroke-dasharray": dashes, "stroke-linecap": line === "dotted" ? "round" : "butt" }),
  );
}

/** The outlines of entity types in a box from -1 to 1, as SVG path data. */
export const OUTLINES = {
  box: "M-.85-.6q0-.25.25-.25h1.200q.25 0 .25.25v1.200q0 .25-.25.25h-1.200q-.25 0-.25-.25z",
  ellipse: "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z",
  component: "M-.98 0-.49-.85h.98L.98 0 .49.85h-.98z",
  house: "M-.85-.1 0-1l.85.9V.9h-1.700z",
};

/** A sample of a node. */
export function nodeSample(shape, fillColour, stroke) {
  return svg(
    "svg",
    { viewBox: "-1.300 -1.300 2.600 2.600", class: "shape", "aria-hidden": "true" },
    svg("path", { d: OUTLINES[shape] ?? OUTLINES.ellipse, fill: fillColour, stroke, "stroke-width": ".4" }),
  );
}

/** Tells a screen reader. */
export function tell(text) {
  byId("told").textContent = text;
}

let noticeTimer = 0;
/** Shows a line at the bottom for a while. */
export function notice(text, milliseconds = 5000) {
  const box = byId("notice");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(noticeTimer);
  if (milliseconds) noticeTimer = setTimeout(() => (box.hidden = true), milliseconds);
}

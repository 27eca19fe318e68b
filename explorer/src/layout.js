// Where entities stand: ForceAtlas2 from a start that depends on the graph alone, so that one graph gives one picture.
//
// A place is `{ id, x, y, size, degree, fixed }`; `near(id)` gives the ids beside it. Of a large graph the busiest are laid
// out, the others stand around them: it takes no longer than theirs.
import { UndirectedGraph } from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import FA2Layout from "graphology-layout-forceatlas2/worker";
import noverlap from "graphology-layout-noverlap";

/** Up to so many pairs the layout is finished before the first picture. */
const AT_ONCE = 1500;
/** So many, the busiest, are laid out by forces. */
const CORE = 2500;
/** How long a large layout goes on, and how often it is shown meanwhile, in milliseconds. */
const [LONGEST, SHOWN] = [4000, 1300];
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

const placed = (place) => place.x !== undefined;
const busiest = (places) => [...places].sort((a, b) => b.degree - a.degree || (a.id < b.id ? -1 : 1));

/** Puts a place on a spiral: the `turn`th from the middle. */
function spiral(place, middle, step, turn) {
  const radius = step * Math.sqrt(turn + 1);
  place.x = middle.x + radius * Math.cos(turn * GOLDEN);
  place.y = middle.y + radius * Math.sin(turn * GOLDEN);
}

function extentOf(places) {
  const extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of places) {
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.top = Math.min(extent.top, y);
    extent.bottom = Math.max(extent.bottom, y);
  }
  return extent;
}

/** Gives places to those without one: the busiest in a spiral where nobody has one yet, others around a neighbour. */
export function seed(places, near) {
  const all = busiest(places.values());
  if (!all.some(placed)) all.slice(0, CORE).forEach((place, i) => spiral(place, { x: 0, y: 0 }, 10, i));
  surround(all, places, near);
}

/** Gives places to those without one: around a neighbour that has one, or outside where nobody is near. */
function surround(all, places, near) {
  let ring = all.filter(placed);
  const extent = extentOf(ring);
  const [width, height] = [extent.right - extent.left, extent.bottom - extent.top];
  const step = Math.max(6, Math.sqrt((width * height) / all.length) / 2);
  while (ring.length) {
    const next = [];
    for (const middle of ring) {
      let turn = 2;
      for (const id of near(middle.id)) {
        const place = places.get(id);
        if (!place || placed(place)) continue;
        spiral(place, middle, step, turn++);
        next.push(place);
      }
    }
    ring = next;
  }
  const middle = { x: (extent.left + extent.right) / 2, y: (extent.top + extent.bottom) / 2 };
  let turn = Math.ceil((Math.max(width, height) / 2 / step) ** 2);
  for (const place of all) if (!placed(place)) spiral(place, middle, step, turn++);
}

const settings = (order) => ({
  edgeWeightInfluence: 0,
  scalingRatio: order > 2000 ? 4 : 10,
  gravity: order > 2000 ? 1 : 0.6,
  slowDown: 1 + Math.log(1 + order),
  barnesHutOptimize: order > 400,
  barnesHutTheta: order > 2000 ? 1 : 0.6,
});

/** A graph whose nodes' attributes are the places themselves, with one edge between those that are near. */
function graphOf(places, near) {
  const graph = new UndirectedGraph();
  for (const place of places) graph.addNode(place.id, place);
  for (const { id } of places) for (const other of near(id)) if (id < other && graph.hasNode(other)) graph.mergeEdge(id, other);
  return graph;
}

/** The connected parts, the largest first. */
function parts(graph) {
  const seen = new Set();
  const found = [];
  for (const start of [...graph.nodes()].sort()) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (let i = 0; i < part.length; i++) {
      graph.forEachNeighbor(part[i], (other) => {
        if (!seen.has(other)) {
          seen.add(other);
          part.push(other);
        }
      });
    }
    found.push(part);
  }
  return found.sort((a, b) => b.length - a.length || (a[0] < b[0] ? -1 : 1));
}

/** Lays a connected part out by itself; its extent. */
function layOutPart(graph, part, upright) {
  const places = part.map((id) => graph.getNodeAttributes(id));
  const inner = graphOf(places, (id) => graph.neighbors(id));
  forceAtlas2.assign(inner, { iterations: part.length < 400 ? 700 : 300, settings: settings(part.length) });
  noverlap.assign(inner, { maxIterations: 150, settings: { margin: 4, ratio: 1.3, expansion: 1.05, gridSize: 20 } });
  const extent = extentOf(places);
  // The longer side goes the way that the screen does.
  if (places.some((place) => place.fixed) || extent.right - extent.left > extent.bottom - extent.top !== upright) return { places, extent };
  for (const place of places) [place.x, place.y] = [place.y, place.x];
  return { places, extent: extentOf(places) };
}

/** The largest part in the middle, the others in rows beneath it. */
function layOutAtOnce(graph, upright) {
  const pinned = graph.someNode((_, place) => place.fixed);
  let right = 0;
  let row = null;
  let main = null;
  for (const part of parts(graph)) {
    const { places, extent } = layOutPart(graph, part, upright);
    const [width, height] = [extent.right - extent.left, extent.bottom - extent.top];
    let [dx, dy] = [0, 0];
    if (!main) {
      // What is pinned stays where it was put.
      if (!pinned) [dx, dy] = [-(extent.left + extent.right) / 2, -(extent.top + extent.bottom) / 2];
      main = { left: extent.left + dx, width: Math.max(width, 120), bottom: extent.top + dy };
    } else {
      const cell = Math.max(width, main.width / (upright ? 3 : 8)) + main.width / 28;
      if (!row || right + cell > main.left + main.width + main.width / 8) {
        row = { top: (row?.bottom ?? main.bottom) - main.width / 16, bottom: Infinity };
        right = main.left;
      }
      dx = right - extent.left;
      dy = row.top - extent.bottom;
      row.bottom = Math.min(row.bottom, row.top - height);
      right += cell;
    }
    for (const place of places) {
      if (place.fixed) continue;
      place.x += dx;
      place.y += dy;
    }
  }
}

/**
 * Moves places, on a screen that is higher than wide or not, until they fit; a small graph at once, a large one in a worker
 * for some seconds. `moved(settled)` is called now and then, and when all stands still. Answers a function that stops it.
 */
export function layOut(places, near, upright, moved) {
  if (!places.size) return () => {};
  const all = busiest(places.values());
  const core = all.slice(0, CORE);
  const others = all.slice(CORE).filter((place) => !place.fixed);
  const graph = graphOf(core, near);
  if (graph.size <= AT_ONCE && !others.length) {
    layOutAtOnce(graph, upright);
    moved(true);
    return () => {};
  }
  const worker = new FA2Layout(graph, { settings: settings(graph.order) });
  const show = (settled) => {
    for (const place of others) place.x = undefined;
    surround(all, places, near);
    moved(settled);
  };
  const often = setInterval(show, SHOWN, false);
  let timer = 0;
  const stop = () => {
    if (!timer) return;
    clearInterval(often);
    clearTimeout(timer);
    timer = 0;
    worker.kill();
    show(true);
  };
  timer = setTimeout(stop, LONGEST);
  worker.start();
  return stop;
}

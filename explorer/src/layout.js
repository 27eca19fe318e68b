// Where nodes stand: ForceAtlas2 from a start that depends on the graph alone, so that one graph gives one picture.
import { UndirectedGraph } from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import FA2Layout from "graphology-layout-forceatlas2/worker";
import noverlap from "graphology-layout-noverlap";

/** Up to so many edges the layout is finished before the first picture. */
const AT_ONCE = 1500;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Gives places to nodes without one: in a spiral, the busiest in the middle; newcomers around a neighbour that has one. */
export function seed(graph) {
  const fresh = graph.filterNodes((_, a) => a.x === undefined);
  const placed = graph.order - fresh.length;
  fresh.sort((a, b) => graph.degree(b) - graph.degree(a) || (a < b ? -1 : 1));
  fresh.forEach((node, i) => {
    const anchor = placed && graph.findNeighbor(node, (other) => graph.getNodeAttribute(other, "x") !== undefined);
    const [x, y] = anchor ? [graph.getNodeAttribute(anchor, "x"), graph.getNodeAttribute(anchor, "y")] : [0, 0];
    const radius = anchor ? 12 + (i % 7) * 3 : 10 * Math.sqrt(i + 1);
    graph.mergeNodeAttributes(node, { x: x + radius * Math.cos(i * GOLDEN), y: y + radius * Math.sin(i * GOLDEN) });
  });
}

const settings = (order) => ({
  edgeWeightInfluence: 0,
  scalingRatio: order > 2000 ? 4 : 10,
  gravity: order > 2000 ? 1 : 0.6,
  slowDown: 1 + Math.log(1 + order),
  barnesHutOptimize: order > 400,
  barnesHutTheta: order > 5000 ? 1.1 : 0.6,
});

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

/** Lays a connected part out by itself and tells its extent. */
function layOutPart(graph, part, upright) {
  const inner = new UndirectedGraph();
  for (const node of part) {
    const { x, y, size, fixed } = graph.getNodeAttributes(node);
    inner.addNode(node, { x, y, size, fixed });
  }
  for (const node of part) graph.forEachNeighbor(node, (other) => node < other && inner.mergeEdge(node, other));
  forceAtlas2.assign(inner, { iterations: part.length < 400 ? 700 : 300, settings: settings(part.length) });
  noverlap.assign(inner, { maxIterations: 150, settings: { margin: 4, ratio: 1.3, expansion: 1.05, gridSize: 20 } });
  const pinned = inner.someNode((_, a) => a.fixed);
  const extents = (axis) => {
    const all = inner.mapNodes((_, a) => a[axis]);
    return Math.max(...all) - Math.min(...all);
  };
  // The longer side goes the way that the screen does.
  if (!pinned && extents("x") > extents("y") === upright) inner.updateEachNodeAttributes((_, a) => ({ ...a, x: a.y, y: a.x }));
  const extent = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  inner.forEachNode((_, { x, y }) => {
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.top = Math.min(extent.top, y);
    extent.bottom = Math.max(extent.bottom, y);
  });
  return { inner, extent };
}

/** The largest part in the middle, the others in rows beneath it. */
function layOutAtOnce(graph, upright) {
  const pinned = graph.someNode((_, a) => a.fixed);
  let right = 0;
  let row = null;
  let main = null;
  for (const part of parts(graph)) {
    const { inner, extent } = layOutPart(graph, part, upright);
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
    inner.forEachNode((node, { x, y, fixed }) => !fixed && graph.mergeNodeAttributes(node, { x: x + dx, y: y + dy }));
  }
}

/**
 * Lays the graph out, on a screen that is higher than wide or not; a small one at once, a large one in a worker for some
 * seconds. Answers a function that stops it.
 * `done` is called when all stands still.
 */
export function layOut(graph, upright, done) {
  if (graph.order === 0) return () => {};
  if (graph.size <= AT_ONCE) {
    layOutAtOnce(graph, upright);
    done();
    return () => {};
  }
  const options = settings(graph.order);
  const worker = new FA2Layout(graph, { settings: options });
  let timer = 0;
  const stop = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    worker.kill();
    done();
  };
  timer = setTimeout(stop, Math.min(12000, 3000 + graph.size / 5));
  worker.start();
  return stop;
}

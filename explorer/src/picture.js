// The picture: a sigma view of the model under the state's filter.
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram } from "sigma/rendering";
import { createNormalizationFunction } from "sigma/utils";
import { layOut, seed } from "./layout.js";
import { EdgeLine, NodeShape } from "./programs.js";
import { choose } from "./sight.js";
import { Texts } from "./texts.js";

/** Above so many edges in sight lines are plain: thin, straight, without heads. */
const PLAIN = 1200;
/** So much more than what is in sight is drawn on each side, as a share of it: a small move then finds all there. */
const AROUND = 0.25;
/** Up to so many entities have room for their full size. */
const ROOMY = 600;
/** How near to a line the pointer must be, in pixels. */
const NEAR = 6;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "Helvetica Neue", Arial, sans-serif';

/** Width of a line: a step for each power of ten from a million up, as in the other pictures. */
const pen = (edge) => (edge.amount?.value > 1 ? 1.2 + 0.5 * Math.min(6, Math.max(0, Math.log10(edge.amount.value) - 6)) : 1.2);

/** How far a point is from the curve of an edge between two places. */
function fromCurve(point, a, b, curve) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const steps = curve ? 12 : 1;
  let least = Infinity;
  let from = a;
  for (let step = 1; step <= steps; step++) {
    const t = step / steps;
    const bow = 2 * t * (1 - t) * curve;
    const to = { x: a.x + dx * t + dy * bow, y: a.y + dy * t - dx * bow };
    const [ux, uy] = [to.x - from.x, to.y - from.y];
    const along = Math.min(1, Math.max(0, ((point.x - from.x) * ux + (point.y - from.y) * uy) / (ux * ux + uy * uy || 1)));
    least = Math.min(least, Math.hypot(point.x - from.x - ux * along, point.y - from.y - uy * along));
    from = to;
  }
  return least;
}

export class Picture {
  constructor(container, model, state, theme, onChange) {
    Object.assign(this, { container, model, state, theme, onChange });
    /** Every entity's place, drawn or not; those drawn are nodes of `graph` with these as attributes. */
    this.places = new Map();
    this.graph = new MultiDirectedGraph();
    this.hovered = null;
    this.texts = new Texts(() => model.colours[theme()]);
    this.stopLayout = () => {};
    const { texts } = this;
    this.sigma = new Sigma(this.graph, container, {
      nodeProgramClasses: { shape: NodeShape },
      edgeProgramClasses: { line: EdgeLine, plain: EdgeLineProgram },
      defaultNodeType: "shape",
      defaultEdgeType: "line",
      zIndex: true,
      allowInvalidContainer: true,
      labelFont: FONT,
      labelSize: 12.5,
      labelWeight: "600",
      labelDensity: 3,
      labelGridCellSize: 70,
      edgeLabelFont: FONT,
      edgeLabelSize: 11,
      renderEdgeLabels: true,
      minCameraRatio: 0.005,
      maxCameraRatio: 4,
      stagePadding: 46,
      defaultDrawNodeLabel: (context, data, settings) => texts.names.push({ context, data, settings }),
      defaultDrawNodeHover: (context, data, settings) => texts.drawName(context, { ...data, strong: true }, settings),
      defaultDrawEdgeLabel: (_, edge, source, target, settings) => texts.captions.push({ edge, source, target, settings }),
      nodeReducer: (id, data) => this.nodeLook(id, data),
      edgeReducer: (key, data) => this.edgeLook(key, data),
    });
    this.listen();
    this.grow();
  }

  /** Takes in what is new in the model and moves places until it fits. */
  grow() {
    const { model, places, container } = this;
    const { clientWidth, clientHeight } = container;
    this.upright = clientHeight > clientWidth * 1.15;
    this.scale = Math.min(1, Math.max(0.6, Math.min(clientWidth, clientHeight) / 640));
    // Where many stand together each is smaller; who comes nearer sees them grow.
    this.small = Math.min(1, Math.max(0.35, Math.sqrt(ROOMY / model.entities.size)));
    for (const entity of model.entities.values()) {
      const degree = entity.edges.length;
      const place = places.get(entity.id) ?? { id: entity.id, label: entity.name, shape: model.type(entity.type).shape };
      places.set(entity.id, Object.assign(place, { degree, size: (3.6 + Math.min(13, 1.55 * Math.sqrt(degree))) * this.scale * this.small }));
    }
    for (const [id, at] of this.state.pinned) if (places.has(id)) Object.assign(places.get(id), this.turned(at), { fixed: true });
    const near = (id) => model.entities.get(id).edges.map(({ subject, object }) => (subject === id ? object : subject));
    seed(places, near);
    this.admit();
    this.frame();
    this.stopLayout();
    this.settled = false;
    this.stopLayout = layOut(places, near, this.upright, (settled) => {
      this.settled = settled;
      this.frame();
    });
  }

  /** Fits the picture to the places, which have moved. */
  frame() {
    const extent = { x: [Infinity, -Infinity], y: [Infinity, -Infinity] };
    for (const place of this.places.values()) {
      for (const axis of ["x", "y"]) {
        extent[axis][0] = Math.min(extent[axis][0], place[axis]);
        extent[axis][1] = Math.max(extent[axis][1], place[axis]);
      }
    }
    if (this.places.size) this.sigma.setCustomBBox(extent);
    /** From a place to where it stands before the camera, whether it is drawn or not. */
    this.framed = createNormalizationFunction(extent);
    this.look();
  }

  /** A place as it is kept, whichever way the screen stands, from one in the picture; and back. */
  turned({ x, y }) {
    return this.upright ? { x: y, y: x } : { x, y };
  }

  /** Draws what the filter leaves. */
  sift() {
    this.admit();
    this.look();
  }

  /** Which entities and edges the filter leaves, the strongest first. */
  admit() {
    const { model, state } = this;
    this.edges = model.strongest().filter((edge) => edge.subject !== edge.object && state.admits(edge, model));
    const met = new Set();
    for (const edge of this.edges) met.add(edge.subject).add(edge.object);
    // Who stands alone is shown while nothing is filtered away.
    const alone = !state.isFiltered();
    this.nodes = model.busiest().filter((id) => met.has(id) || (alone && !state.hidden.has(id)));
    this.shown = new Set(this.edges);
  }

  /** Draws, once a frame, what is to be seen now in the light that the selection, a path and the pointer give. */
  look() {
    this.looking ??= requestAnimationFrame(() => {
      this.looking = null;
      this.lit = this.light();
      this.cut();
      this.onChange();
    });
  }

  /** What is in the light: the selection with its neighbours, a path, what the pointer is over; null: everything. */
  light() {
    const { model, state, shown } = this;
    const lit = { middles: [], nodes: new Set(), edges: new Set() };
    const light = (edge) => {
      lit.edges.add(edge.key);
      lit.nodes.add(edge.subject).add(edge.object);
    };
    if (state.steps) state.steps.forEach((step) => step.edges.forEach(light));
    else if (state.selected?.edge && model.edges.has(state.selected.edge)) light(model.edges.get(state.selected.edge));
    const middle = this.hovered ?? (state.steps ? null : state.selected?.entity);
    if (middle && model.entities.has(middle)) {
      lit.middles.push(middle);
      lit.nodes.add(middle);
      for (const edge of model.entities.get(middle).edges) if (shown.has(edge)) light(edge);
    }
    return lit.nodes.size ? lit : null;
  }

  /** The part of the picture that is in sight, and a little more. */
  view() {
    const { sigma, graph } = this;
    if (!graph.order) return { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity };
    const { width, height } = sigma.getDimensions();
    const [a, b] = [sigma.viewportToGraph({ x: 0, y: 0 }), sigma.viewportToGraph({ x: width, y: height })];
    const [dx, dy] = [Math.abs(a.x - b.x) * AROUND, Math.abs(a.y - b.y) * AROUND];
    return { left: Math.min(a.x, b.x) - dx, right: Math.max(a.x, b.x) + dx, top: Math.min(a.y, b.y) - dy, bottom: Math.max(a.y, b.y) + dy };
  }

  /** Makes the drawn graph from what is in sight. */
  cut() {
    const { sigma, places, model } = this;
    this.sight = choose(this.edges, this.nodes, this.lit, (id) => places.get(id), this.view());
    const { edges, nodes } = this.sight;
    const graph = new MultiDirectedGraph();
    for (const id of nodes) graph.addNode(id, places.get(id));
    const plain = edges.length > PLAIN;
    const pairs = new Map();
    for (const edge of edges) {
      const pair = edge.subject < edge.object ? `${edge.subject}|${edge.object}` : `${edge.object}|${edge.subject}`;
      if (pairs.has(pair)) pairs.get(pair).push(edge);
      else pairs.set(pair, [edge]);
    }
    for (const side of pairs.values()) {
      side.forEach((edge, i) => {
        const bow = (i - (side.length - 1) / 2) * Math.min(0.17, 0.7 / side.length);
        graph.addDirectedEdgeWithKey(edge.key, edge.subject, edge.object, {
          edge,
          curve: edge.subject < edge.object ? bow : -bow,
          size: plain ? 1 : pen(edge) * this.scale,
          arrow: !model.relation(edge.relation).symmetric,
          line: model.status(edge.status).line,
          type: plain ? "plain" : "line",
        });
      });
    }
    this.graph = graph;
    const settings = { labelRenderedSizeThreshold: (nodes.length > ROOMY ? 7 : 3.6) * this.small, hideEdgesOnMove: plain, hideLabelsOnMove: plain };
    for (const [name, value] of Object.entries(settings)) if (sigma.getSetting(name) !== value) sigma.setSetting(name, value);
    sigma.setGraph(graph);
  }

  nodeLook(id, data) {
    const { model, theme, lit, state } = this;
    const look = model.type(model.entities.get(id).type)[theme()];
    const colours = model.colours[theme()];
    const faded = lit && !lit.nodes.has(id);
    const chosen = state.selected?.entity === id;
    return {
      ...data,
      color: faded ? colours.page : chosen ? look.stroke : look.fill,
      stroke: faded ? colours.faded : look.stroke,
      label: faded ? "" : data.label,
      size: chosen ? data.size + 2.5 : data.size,
      forceLabel: Boolean(lit && !faded && lit.nodes.size <= 60) || state.pinned.has(id),
      strong: chosen || this.hovered === id,
      zIndex: faded ? 0 : 2,
    };
  }

  edgeLook(key, data) {
    const { model, theme, lit } = this;
    const colours = model.colours[theme()];
    const faded = lit && !lit.edges.has(key);
    const bright = lit && !faded;
    return {
      ...data,
      color: faded ? colours.hairline : model.edgeColour(data.edge, theme()),
      size: bright ? data.size + 0.5 : data.size,
      label: bright && lit.edges.size <= 40 ? this.caption(data.edge) : null,
      forceLabel: Boolean(bright && lit.edges.size <= 40),
      zIndex: faded ? 0 : 1,
    };
  }

  caption(edge) {
    const parts = [edge.role && edge.role.length < 30 ? edge.role : this.model.relation(edge.relation).label];
    if (edge.amount) parts.push(edge.amount.short);
    else if (edge.stake) parts.push(`${edge.stake} %`);
    return parts.join(" · ");
  }

  listen() {
    const { sigma, state, container } = this;
    const point = (id) => {
      this.hovered = id;
      container.style.cursor = id ? "pointer" : "";
      container.classList.toggle("pointed", Boolean(id));
      this.look();
    };
    // The stage shrinks where a card opens beside it.
    new ResizeObserver(() => {
      const { width, height } = sigma.getDimensions();
      if (container.clientWidth && (container.clientWidth !== width || container.clientHeight !== height)) sigma.refresh();
    }).observe(container);
    sigma.on("beforeRender", () => this.texts.clear());
    sigma.on("afterRender", () => this.texts.draw(sigma.getCanvases().labels.getContext("2d")));
    sigma.on("enterNode", ({ node }) => point(node));
    sigma.on("leaveNode", () => point(null));
    sigma.on("moveBody", ({ event }) => !this.hovered && !dragged && (container.style.cursor = this.edgeAt(event) ? "pointer" : ""));
    sigma.on("clickNode", ({ node }) => !this.moved && state.set({ selected: { entity: node } }));
    sigma.on("clickStage", ({ event }) => {
      const edge = this.edgeAt(event);
      if (edge) state.set({ selected: { edge } });
      else if (state.selected && !this.moved) state.set({ selected: null });
    });
    sigma.getCamera().on("updated", () => {
      clearTimeout(this.cameraTimer);
      this.cameraTimer = setTimeout(() => {
        if (!this.sight.all) this.look();
        const { x, y, ratio } = sigma.getCamera().getState();
        const away = Math.abs(x - 0.5) + Math.abs(y - 0.5) + Math.abs(ratio - 1) > 0.01;
        state.set({ camera: away ? { x, y, ratio, angle: 0 } : null });
      }, 200);
    });
    // Dragging a node pins it.
    let dragged = null;
    sigma.on("downNode", ({ node }) => {
      dragged = node;
      this.moved = false;
    });
    sigma.on("downStage", () => (this.moved = false));
    sigma.on("moveBody", ({ event }) => {
      if (!dragged) return;
      this.moved = true;
      this.graph.mergeNodeAttributes(dragged, { ...sigma.viewportToGraph(event), fixed: true });
      event.preventSigmaDefault();
      event.original.preventDefault();
      event.original.stopPropagation();
    });
    const drop = () => {
      if (dragged && this.moved) this.pin(dragged);
      dragged = null;
    };
    sigma.on("upNode", drop);
    sigma.on("upStage", drop);
  }

  /** The edge whose line passes nearest by a point of the stage; null where none is near. */
  edgeAt({ x, y }) {
    const { sigma, graph } = this;
    let [nearest, least] = [null, NEAR];
    const places = new Map(graph.mapNodes((id, place) => [id, sigma.graphToViewport(place)]));
    graph.forEachEdge((key, { curve }, subject, object) => {
      const [a, b] = [places.get(subject), places.get(object)];
      // The middle of the control triangle's side: the curve stays within this of the straight line.
      const slack = Math.hypot(b.x - a.x, b.y - a.y) * Math.abs(curve) + least;
      if (x < Math.min(a.x, b.x) - slack || x > Math.max(a.x, b.x) + slack || y < Math.min(a.y, b.y) - slack || y > Math.max(a.y, b.y) + slack) return;
      const distance = fromCurve({ x, y }, a, b, curve);
      if (distance < least) [nearest, least] = [key, distance];
    });
    return nearest;
  }

  pin(id) {
    const place = this.places.get(id);
    place.fixed = true;
    this.state.pinned.set(id, this.turned(place));
    this.state.set({ pinned: this.state.pinned });
  }

  unpin(id) {
    this.places.get(id).fixed = false;
    this.state.pinned.delete(id);
    this.state.set({ pinned: this.state.pinned });
  }

  /** Brings an entity, or the ends of an edge, into the middle. */
  show(ids) {
    const places = ids.filter((id) => this.places.has(id)).map((id) => this.framed(this.places.get(id)));
    if (!places.length) return;
    const middle = (axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
    const camera = this.sigma.getCamera();
    const reach = Math.max(...places.map((place) => Math.hypot(place.x - middle("x"), place.y - middle("y"))));
    const ratio = Math.max(reach * 2.6, Math.min(camera.getState().ratio, this.places.size > 400 ? 0.25 : 0.55));
    const zoom = Math.min(1.2, ratio);
    // On a phone the card covers the lower half.
    const below = document.body.classList.contains("carded") && this.container.clientWidth < 760 ? 0.25 * zoom : 0;
    this.move({ x: middle("x"), y: middle("y") - below, ratio: zoom });
  }

  move(to) {
    const camera = this.sigma.getCamera();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) camera.setState(to);
    else camera.animate(to, { duration: 350 });
  }

  zoom(factor) {
    const camera = this.sigma.getCamera();
    this.move({ ratio: camera.getBoundedRatio(camera.getState().ratio * factor) });
  }

  pan(dx, dy) {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    this.move({ x: x + dx * ratio * 0.15, y: y + dy * ratio * 0.15 });
  }

  all() {
    this.move({ x: 0.5, y: 0.5, ratio: 1 });
  }
}

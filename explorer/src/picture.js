// The picture: a sigma view of the model under the state's filter.
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeLineProgram } from "sigma/rendering";
import { layOut, seed } from "./layout.js";
import { EdgeLine, NodeShape } from "./programs.js";

/** Above so many edges lines are plain: thin, straight, without heads. */
const PLAIN = 12000;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "Helvetica Neue", Arial, sans-serif';

/** Width of a line: a step for each power of ten from a million up, as in the other pictures. */
const pen = (edge) => (edge.amount?.value > 1 ? 1.2 + 0.5 * Math.min(6, Math.max(0, Math.log10(edge.amount.value) - 6)) : 1.2);

export class Picture {
  constructor(container, model, state, theme, onSettled) {
    Object.assign(this, { container, model, state, theme, onSettled });
    this.graph = new MultiDirectedGraph();
    this.hovered = null;
    [this.names, this.captions] = [[], []];
    this.stopLayout = () => {};
    this.take();
    this.refreshFilter();
    this.sigma = new Sigma(this.graph, container, {
      nodeProgramClasses: { shape: NodeShape },
      edgeProgramClasses: { line: EdgeLine, plain: EdgeLineProgram },
      defaultNodeType: "shape",
      defaultEdgeType: "line",
      enableEdgeEvents: true,
      zIndex: true,
      allowInvalidContainer: true,
      hideEdgesOnMove: this.graph.size > PLAIN,
      labelFont: FONT,
      labelSize: 12.5,
      labelWeight: "600",
      labelDensity: 3,
      labelGridCellSize: 70,
      labelRenderedSizeThreshold: this.graph.order > 600 ? 7 : 3.6,
      edgeLabelFont: FONT,
      edgeLabelSize: 11,
      renderEdgeLabels: true,
      minCameraRatio: 0.02,
      maxCameraRatio: 4,
      stagePadding: 46,
      defaultDrawNodeLabel: (context, data, settings) => this.names.push({ context, data, settings }),
      defaultDrawNodeHover: (context, data, settings) => this.drawName(context, { ...data, strong: true }, settings),
      defaultDrawEdgeLabel: (_, edge, source, target, settings) => this.captions.push({ edge, source, target, settings }),
      nodeReducer: (id, data) => this.nodeLook(id, data),
      edgeReducer: (key, data) => this.edgeLook(key, data),
    });
    this.listen();
    this.run();
  }

  /** Takes over what is new in the model. */
  take() {
    const { graph, model } = this;
    const { clientWidth, clientHeight } = this.container;
    this.upright = clientHeight > clientWidth * 1.15;
    const scale = Math.min(1, Math.max(0.6, Math.min(clientWidth, clientHeight) / 640));
    for (const entity of model.entities.values()) {
      if (!graph.hasNode(entity.id)) graph.addNode(entity.id, { label: entity.name });
    }
    const pairs = new Map();
    for (const edge of model.edges.values()) {
      if (edge.subject === edge.object) continue;
      if (!graph.hasEdge(edge.key)) {
        graph.addDirectedEdgeWithKey(edge.key, edge.subject, edge.object, { weight: 1, edge });
      }
      const pair = edge.subject < edge.object ? `${edge.subject}|${edge.object}` : `${edge.object}|${edge.subject}`;
      if (!pairs.has(pair)) pairs.set(pair, []);
      pairs.get(pair).push(edge);
    }
    const plain = graph.size > PLAIN;
    for (const edges of pairs.values()) {
      edges.forEach((edge, i) => {
        const bow = (i - (edges.length - 1) / 2) * Math.min(0.17, 0.7 / edges.length);
        graph.mergeEdgeAttributes(edge.key, {
          curve: edge.subject < edge.object ? bow : -bow,
          size: plain ? 1 : pen(edge) * scale,
          arrow: !model.relation(edge.relation).symmetric,
          line: model.status(edge.status).line,
          type: plain ? "plain" : "line",
        });
      });
    }
    graph.forEachNode((id) => {
      const entity = model.entities.get(id);
      graph.mergeNodeAttributes(id, { size: (3.6 + Math.min(13, 1.55 * Math.sqrt(entity.edges.length))) * scale, shape: model.type(entity.type).shape });
    });
    seed(graph);
    for (const [id, at] of this.state.pinned) if (graph.hasNode(id)) graph.mergeNodeAttributes(id, { ...this.turned(at), fixed: true });
  }

  /** A place as it is kept, whichever way the screen stands, from one in the picture; and back. */
  turned({ x, y }) {
    return this.upright ? { x: y, y: x } : { x, y };
  }

  /** Takes in what came later and moves nodes until it fits. */
  grow() {
    this.take();
    this.refreshFilter();
    this.run();
  }

  run() {
    this.stopLayout();
    this.settled = false;
    const finish = () => {
      this.settled = true;
      this.sigma?.refresh();
      this.onSettled();
    };
    this.stopLayout = layOut(this.graph, this.upright, finish);
  }

  /** Which nodes and edges the filter leaves, and which belong to what is selected. */
  refreshFilter() {
    const { model, state } = this;
    this.shownEdges = new Set();
    this.shownNodes = new Set();
    for (const edge of model.edges.values()) {
      if (!state.admits(edge, model)) continue;
      this.shownEdges.add(edge.key);
      this.shownNodes.add(edge.subject).add(edge.object);
    }
    // Who stands alone is shown while nothing is filtered away.
    if (!state.isFiltered()) for (const id of model.entities.keys()) if (!state.hidden.has(id)) this.shownNodes.add(id);
    this.refreshLook();
  }

  /** What is in the light: the selection with its neighbours, a path, what the pointer is over. */
  refreshLook() {
    const { model, state } = this;
    const lit = { nodes: new Set(), edges: new Set() };
    const light = (edge) => {
      lit.edges.add(edge.key);
      lit.nodes.add(edge.subject).add(edge.object);
    };
    if (state.steps) state.steps.forEach((step) => step.edges.forEach(light));
    else if (state.selected?.edge && model.edges.has(state.selected.edge)) light(model.edges.get(state.selected.edge));
    const middle = this.hovered ?? (state.steps ? null : state.selected?.entity);
    if (middle && model.entities.has(middle)) {
      lit.nodes.add(middle);
      for (const edge of model.entities.get(middle).edges) if (this.shownEdges.has(edge.key)) light(edge);
    }
    this.lit = lit.nodes.size ? lit : null;
    this.sigma?.refresh({ skipIndexation: false });
  }

  nodeLook(id, data) {
    const { model, theme, lit, state } = this;
    if (!this.shownNodes.has(id)) return { ...data, hidden: true, color: "#000000", stroke: "#000000" };
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
    if (!this.shownEdges.has(key)) return { ...data, hidden: true };
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

  /** Draws the texts of a frame, the most important first; one that would lie over another is left out. */
  drawTexts() {
    const taken = [];
    const free = (place) => !taken.some((other) => place.left < other.right && other.left < place.right && place.top < other.bottom && other.top < place.bottom);
    const take = (places) => places.every(free) && taken.push(...places);
    this.drawn = [];
    const rank = ({ data }) => (data.strong ? 1000 : 0) + (data.forceLabel ? 100 : 0) + data.size;
    this.names.sort((a, b) => rank(b) - rank(a) || (a.data.label < b.data.label ? -1 : 1));
    for (const { context, data, settings } of this.names) {
      const place = data.label && this.namePlace(context, data, settings);
      if (!place || !take([place])) continue;
      this.drawn.push(data.label);
      this.drawName(context, data, settings);
    }
    const context = this.sigma.getCanvases().labels.getContext("2d");
    this.captions.sort((a, b) => b.edge.size - a.edge.size);
    for (const { edge, source, target, settings } of this.captions) {
      const place = [0.5, 0.4, 0.6].map((t) => this.captionPlace(context, edge, source, target, settings, t)).find((place) => place && take(place.boxes));
      if (place) this.drawCaption(context, edge, place);
    }
  }

  nameSize(data, settings) {
    return settings.labelSize + Math.min(3.5, data.size / 6) + (data.strong ? 1 : 0);
  }

  /** The box of a name: right of its node. */
  namePlace(context, data, settings) {
    const size = this.nameSize(data, settings);
    context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
    const left = data.x + data.size + 3;
    return { left, right: left + context.measureText(data.label).width + 3, top: data.y - size * 0.6, bottom: data.y + size * 0.6 };
  }

  drawName(context, data, settings) {
    if (!data.label) return;
    const colours = this.model.colours[this.theme()];
    const size = this.nameSize(data, settings);
    context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = colours.page;
    context.fillStyle = colours.ink;
    const [x, y] = [data.x + data.size + 4, data.y + size * 0.35];
    context.strokeText(data.label, x, y);
    context.fillText(data.label, x, y);
  }

  /** Where the caption of an edge stands, along its line at `t` of its length; null where there is no room. */
  captionPlace(context, edge, source, target, settings, t) {
    const [dx, dy] = [target.x - source.x, target.y - source.y];
    context.font = `500 ${settings.edgeLabelSize}px ${settings.edgeLabelFont}`;
    const width = edge.label ? context.measureText(edge.label).width + 6 : Infinity;
    if (Math.hypot(dx, dy) - source.size - target.size - 40 < width) return null;
    let angle = Math.atan2(dy, dx);
    if (angle > Math.PI / 2 || angle < -Math.PI / 2) angle += Math.PI;
    const bow = 2 * t * (1 - t) * edge.curve;
    const [x, y] = [source.x + dx * t + dy * bow, source.y + dy * t - dx * bow];
    // A slanted text as a row of boxes.
    const boxes = [];
    for (let at = -width / 2 + 6; at < width / 2; at += 12) {
      const [cx, cy] = [x + Math.cos(angle) * at, y + Math.sin(angle) * at];
      boxes.push({ left: cx - 6, right: cx + 6, top: cy - 6, bottom: cy + 6 });
    }
    return { boxes, x, y, angle, width, font: context.font };
  }

  drawCaption(context, edge, { x, y, angle, width, font }) {
    context.save();
    context.font = font;
    context.translate(x, y);
    context.rotate(angle);
    context.fillStyle = this.model.colours[this.theme()].page;
    context.fillRect(-width / 2, -7.5, width, 15);
    context.fillStyle = edge.color;
    context.textAlign = "center";
    context.fillText(edge.label, 0, 3.8);
    context.restore();
  }

  listen() {
    const { sigma, state, container } = this;
    const point = (id) => {
      this.hovered = id;
      container.style.cursor = id ? "pointer" : "";
      if (this.graph.size <= PLAIN) this.refreshLook();
    };
    // The stage shrinks where a card opens beside it.
    new ResizeObserver(() => {
      if (!container.clientWidth) return;
      sigma.resize();
      sigma.refresh();
    }).observe(container);
    sigma.on("beforeRender", () => ([this.names, this.captions] = [[], []]));
    sigma.on("afterRender", () => this.drawTexts());
    sigma.on("enterNode", ({ node }) => point(node));
    sigma.on("leaveNode", () => point(null));
    sigma.on("enterEdge", () => (container.style.cursor = "pointer"));
    sigma.on("leaveEdge", () => (container.style.cursor = ""));
    sigma.on("clickNode", ({ node }) => !this.moved && state.set({ selected: { entity: node } }));
    sigma.on("clickEdge", ({ edge }) => state.set({ selected: { edge } }));
    sigma.on("clickStage", () => state.selected && !this.moved && state.set({ selected: null }));
    sigma.getCamera().on("updated", () => {
      clearTimeout(this.cameraTimer);
      this.cameraTimer = setTimeout(() => {
        const { x, y, ratio } = sigma.getCamera().getState();
        const away = Math.abs(x - 0.5) + Math.abs(y - 0.5) + Math.abs(ratio - 1) > 0.01;
        state.set({ camera: away ? { x, y, ratio, angle: 0 } : null });
      }, 300);
    });
    // Dragging a node pins it.
    let dragged = null;
    sigma.on("downNode", ({ node }) => {
      dragged = node;
      this.moved = false;
      if (!sigma.getCustomBBox()) sigma.setCustomBBox(sigma.getBBox());
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

  pin(id) {
    this.graph.setNodeAttribute(id, "fixed", true);
    this.state.pinned.set(id, this.turned(this.graph.getNodeAttributes(id)));
    this.state.set({ pinned: this.state.pinned });
  }

  unpin(id) {
    this.graph.setNodeAttribute(id, "fixed", false);
    this.state.pinned.delete(id);
    this.state.set({ pinned: this.state.pinned });
  }

  /** Brings an entity, or the ends of an edge, into the middle. */
  show(ids) {
    const places = ids.map((id) => this.sigma.getNodeDisplayData(id)).filter(Boolean);
    if (!places.length) return;
    const middle = (axis) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
    const camera = this.sigma.getCamera();
    const reach = Math.max(...places.map((place) => Math.hypot(place.x - middle("x"), place.y - middle("y"))));
    const ratio = Math.max(reach * 2.6, Math.min(camera.getState().ratio, this.graph.order > 400 ? 0.25 : 0.55));
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

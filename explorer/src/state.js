// What the view shows, as a value that fits into the address's hash and can be shared.

const LISTS = { rel: "relations", st: "statuses", ty: "types" };

/** Filters that let everything through. Lists hold what is switched off. */
export const open = () => ({ relations: new Set(), statuses: new Set(), types: new Set(), from: null, to: null, amount: 0, confidence: 0 });

export class State {
  constructor() {
    this.listeners = [];
    this.reset();
  }

  reset() {
    this.selected = null; // { entity: id } or { edge: key }
    this.filter = open();
    this.hidden = new Set();
    this.pinned = new Map(); // id → { x, y }
    this.path = null; // { from, to }
    this.view = "graph";
    this.theme = null; // null: as the system says
    this.camera = null;
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  /** Changes some fields and tells everybody which. */
  set(change) {
    Object.assign(this, change);
    for (const listener of this.listeners) listener(change);
  }

  isFiltered() {
    const f = this.filter;
    return f.relations.size + f.statuses.size + f.types.size > 0 || f.from !== null || f.to !== null || f.amount > 0 || f.confidence > 0;
  }

  /** Whether an edge is shown. */
  admits(edge, model) {
    const f = this.filter;
    if (f.relations.has(edge.relation) || f.statuses.has(edge.status)) return false;
    if (this.hidden.has(edge.subject) || this.hidden.has(edge.object)) return false;
    if (f.from !== null && !(edge.until && edge.until >= f.from)) return false;
    if (f.to !== null && !(edge.since && edge.since <= f.to)) return false;
    if (f.amount > 0 && !(edge.amount && edge.amount.value >= f.amount)) return false;
    if (edge.confidence < f.confidence) return false;
    return !(f.types.size && (f.types.has(model.entities.get(edge.subject).type) || f.types.has(model.entities.get(edge.object).type)));
  }

  toHash() {
    const words = new URLSearchParams();
    if (this.selected?.entity) words.set("n", this.selected.entity);
    if (this.selected?.edge) words.set("e", this.selected.edge);
    for (const [short, name] of Object.entries(LISTS)) if (this.filter[name].size) words.set(short, [...this.filter[name]].sort().join(","));
    if (this.filter.from) words.set("since", this.filter.from);
    if (this.filter.to) words.set("until", this.filter.to);
    if (this.filter.amount) words.set("min", this.filter.amount);
    if (this.filter.confidence) words.set("conf", this.filter.confidence);
    for (const id of this.hidden) words.append("hide", id);
    for (const [id, at] of this.pinned) words.append("pin", `${id}@${at.x.toFixed(1)},${at.y.toFixed(1)}`);
    if (this.path) {
      words.set("a", this.path.from);
      words.set("b", this.path.to);
    }
    if (this.view !== "graph") words.set("view", this.view);
    if (this.theme) words.set("theme", this.theme);
    if (this.camera) words.set("at", [this.camera.x, this.camera.y, this.camera.ratio].map((n) => n.toFixed(3)).join(","));
    return words.toString();
  }

  /** Takes a hash for what it says; what makes no sense is left out. */
  fromHash(hash, model) {
    const words = new URLSearchParams(hash.replace(/^#/, ""));
    this.reset();
    const entity = (id) => (id !== null && model.entities.has(id) ? id : null);
    const number = (text, least, most) => {
      const value = Number(text);
      return text !== null && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : null;
    };
    if (entity(words.get("n"))) this.selected = { entity: words.get("n") };
    if (model.edges.has(words.get("e"))) this.selected = { edge: words.get("e") };
    const known = { relations: model.relations, statuses: model.statuses, types: model.types };
    for (const [short, name] of Object.entries(LISTS)) {
      this.filter[name] = new Set((words.get(short) ?? "").split(",").filter((word) => known[name].has(word)));
    }
    const day = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? text : null);
    this.filter.from = day(words.get("since"));
    this.filter.to = day(words.get("until"));
    this.filter.amount = number(words.get("min"), 0, 1e15) ?? 0;
    this.filter.confidence = number(words.get("conf"), 0, 1) ?? 0;
    this.hidden = new Set(words.getAll("hide").filter(entity));
    for (const pin of words.getAll("pin")) {
      const match = /^(.*)@(-?[\d.]+),(-?[\d.]+)$/s.exec(pin);
      if (match && entity(match[1])) this.pinned.set(match[1], { x: Number(match[2]), y: Number(match[3]) });
    }
    if (entity(words.get("a")) && entity(words.get("b"))) this.path = { from: words.get("a"), to: words.get("b") };
    if (words.get("view") === "table") this.view = "table";
    if (["light", "dark"].includes(words.get("theme"))) this.theme = words.get("theme");
    const at = (words.get("at") ?? "").split(",").map((n) => number(n || null, -100, 100));
    if (at.length === 3 && at.every((n) => n !== null) && at[2] > 0) this.camera = { x: at[0], y: at[1], ratio: at[2], angle: 0 };
  }
}

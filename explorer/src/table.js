// The shown relations as a table: the same for eyes that do not see the picture.
import { byId, el, fill } from "./dom.js";

const STEP = 300;
/** What stands with the most, or latest, first. */
const DOWN = new Set(["Amount", "Date", "Sources"]);
const ORDERS = {
  From: (m) => (e) => m.entities.get(e.subject).name.toLowerCase(),
  Relation: (m) => (e) => m.relation(e.relation).label,
  To: (m) => (e) => m.entities.get(e.object).name.toLowerCase(),
  Status: () => (e) => e.status,
  Amount: () => (e) => -(e.amount?.value ?? -1),
  Date: () => (e) => [...(e.date ?? e.until ?? "")].map((c) => String.fromCharCode(0x3a + 0x30 - c.charCodeAt(0))).join("") || "~",
  Sources: () => (e) => -e.sources,
};

export class Table {
  constructor(model, state, actions) {
    Object.assign(this, { model, state, actions, by: "Date", limit: STEP });
  }

  edges() {
    const shown = [...this.model.edges.values()].filter((edge) => this.state.admits(edge, this.model));
    const key = ORDERS[this.by](this.model);
    const keyed = shown.map((edge) => [key(edge), edge.key, edge]);
    keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1));
    return keyed.map((entry) => entry[2]);
  }

  draw() {
    const { model, actions } = this;
    const edges = this.edges();
    const head = Object.keys(ORDERS).map((name) =>
      el(
        "th",
        { scope: "col", "aria-sort": name !== this.by ? null : DOWN.has(name) ? "descending" : "ascending" },
        el("button", { type: "button", class: "text", onclick: () => { this.by = name; this.draw(); } }, name),
      ),
    );
    const name = (id) => el("button", { type: "button", class: "text name", onclick: () => actions.select({ entity: id }) }, model.entities.get(id).name);
    const rows = edges.slice(0, this.limit).map((edge) =>
      el(
        "tr",
        {},
        el("td", {}, name(edge.subject)),
        el("td", {}, el("button", { type: "button", class: "text", "aria-label": `${model.sentence(edge)}: evidence`, onclick: () => actions.select({ edge: edge.key }) }, model.relation(edge.relation).label)),
        el("td", {}, name(edge.object)),
        el("td", {}, el("span", { class: `status ${edge.status}` }, edge.status)),
        el("td", { class: "number" }, edge.amount?.short ?? ""),
        el("td", { class: "number" }, edge.date ?? (edge.until ? `(${edge.until.slice(0, 4)})` : "")),
        el("td", { class: "number" }, String(edge.sources)),
      ),
    );
    fill(
      byId("table"),
      el("table", {}, el("caption", {}, `${edges.length.toLocaleString("en")} relations; a date in brackets is the article's`), el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
      edges.length > this.limit ? el("button", { type: "button", onclick: () => { this.limit += STEP; this.draw(); } }, `${(edges.length - this.limit).toLocaleString("en")} more`) : null,
    );
  }
}

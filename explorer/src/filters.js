// The panel at the left: filters that are the legend as well.
import { byId, el, fill, icon, lineSample, nodeSample } from "./dom.js";
import { open } from "./state.js";

const AMOUNTS = [0, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11];
const AMOUNT_NAMES = ["any or none", "at least 1 million", "at least 10 million", "at least 100 million", "at least 1 billion", "at least 10 billion", "at least 100 billion"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const pad = (n, width) => String(n).padStart(width, "0");
const firstDay = (month) => `${pad(Math.floor(month / 12), 4)}-${pad((month % 12) + 1, 2)}-01`;
const lastDay = (month) => `${firstDay(month).slice(0, 8)}${new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()}`;
const monthName = (month) => `${MONTHS[month % 12]} ${Math.floor(month / 12)}`;

export class Filters {
  constructor(model, state, theme) {
    Object.assign(this, { model, state, theme });
    this.draw();
  }

  change(edit) {
    edit(this.state.filter);
    this.state.set({ filter: this.state.filter });
  }

  /** A box for a value of a list; off means filtered out. */
  choice(list, name, label, sample, count) {
    const set = this.state.filter[list];
    return el(
      "label",
      { class: "choice" },
      el("input", {
        type: "checkbox", name: list, value: name, checked: !set.has(name),
        onchange: (event) => this.change((filter) => (event.target.checked ? filter[list].delete(name) : filter[list].add(name))),
      }),
      sample,
      el("span", { class: "name" }, label),
      el("span", { class: "count" }, count.toLocaleString("en")),
    );
  }

  /** How many there are of each, and what the sliders reach over. */
  count() {
    const { model } = this;
    const counts = { relation: new Map(), status: new Map(), type: new Map() };
    const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    let [first, last, hasMoney] = [Infinity, -Infinity, false];
    for (const edge of model.edges.values()) {
      count(counts.relation, edge.relation);
      count(counts.status, edge.status);
      if (edge.since) first = Math.min(first, monthOf(edge.since));
      if (edge.until) last = Math.max(last, monthOf(edge.until));
      hasMoney ||= Boolean(edge.amount);
    }
    for (const entity of model.entities.values()) count(counts.type, entity.type);
    return { counts, first, last, hasMoney };
  }

  draw() {
    const { model, theme } = this;
    const { counts, first, last, hasMoney } = model.once("counts", () => this.count());
    const families = [...model.families.values()].map((family) => {
      const relations = [...counts.relation.keys()].filter((name) => model.relation(name).family === family.name).sort();
      if (!relations.length) return null;
      return el(
        "div",
        { class: "family" },
        relations.map((name) => this.choice("relations", name, model.relation(name).label, lineSample("solid", family[theme()]), counts.relation.get(name))),
      );
    });
    const statuses = [...model.statuses.values()]
      .filter((status) => counts.status.has(status.name))
      .map((status) => this.choice("statuses", status.name, status.name, lineSample(status.line, model.colours[theme()][status.muted ? "muted" : "ink"]), counts.status.get(status.name)));
    const types = [...model.types.values()]
      .filter((type) => counts.type.has(type.name))
      .map((type) => this.choice("types", type.name, type.label, nodeSample(type.shape, type[theme()].fill, type[theme()].stroke), counts.type.get(type.name)));
    fill(
      byId("filters"),
      el("div", { class: "head" }, el("h2", {}, "Filters and legend"), el("button", { type: "button", class: "tool close", "aria-label": "Close the filters", onclick: () => this.toggle(false) }, icon("close"))),
      el("fieldset", { id: "by-relation" }, el("legend", {}, "Relation"), this.switches("relations", [...counts.relation.keys()]), families),
      el("fieldset", { id: "by-status" }, el("legend", {}, "Status"), statuses),
      el("fieldset", { id: "by-type" }, el("legend", {}, "Type"), types),
      last > first ? this.dates(first, last) : null,
      hasMoney ? this.amount() : null,
      this.confidence(),
      el("p", { class: "note" }, "Wider lines carry more money; it is not converted between currencies."),
      el("button", { id: "reset", type: "button", onclick: () => this.state.set({ filter: open(), hidden: new Set() }) }, "Show everything"),
    );
    byId("reset").disabled = !this.state.isFiltered() && !this.state.hidden.size;
  }

  switches(list, names) {
    const all = (off) => () => this.change((filter) => (filter[list] = new Set(off ? names : [])));
    return el(
      "p",
      { class: "switches" },
      el("button", { type: "button", class: "text", onclick: all(false) }, "all"),
      el("button", { type: "button", class: "text", onclick: all(true) }, "none"),
    );
  }

  dates(first, last) {
    const { from, to } = this.state.filter;
    const value = (day, otherwise) => (day ? Math.min(last, Math.max(first, monthOf(day))) : otherwise);
    const input = (name, label, at) => el("input", { type: "range", id: name, min: first, max: last, step: 1, value: at, "aria-label": label, "aria-valuetext": monthName(at) });
    const low = input("date-from", "From", value(from, first));
    const high = input("date-to", "To", value(to, last));
    const track = el("div", { class: "track" });
    const told = el("output", { for: "date-from date-to" });
    const show = () => {
      const [a, b] = [Number(low.value), Number(high.value)];
      told.textContent = `${monthName(a)} – ${monthName(b)}`;
      low.setAttribute("aria-valuetext", monthName(a));
      high.setAttribute("aria-valuetext", monthName(b));
      track.style.setProperty("--low", `${((a - first) / (last - first)) * 100}%`);
      track.style.setProperty("--high", `${((b - first) / (last - first)) * 100}%`);
    };
    const moved = (event) => {
      if (Number(low.value) > Number(high.value)) event.target.value = event.target === low ? high.value : low.value;
      show();
    };
    const set = () => {
      const [a, b] = [Number(low.value), Number(high.value)];
      this.change((filter) => {
        filter.from = a > first ? firstDay(a) : null;
        filter.to = b < last ? lastDay(b) : null;
      });
    };
    for (const slider of [low, high]) {
      slider.addEventListener("input", moved);
      slider.addEventListener("change", set);
    }
    show();
    return el("fieldset", { id: "by-date" }, el("legend", {}, "Date"), told, el("div", { class: "double" }, track, low, high));
  }

  slider(id, label, max, at, name, set) {
    const told = el("output", { for: id }, name(at));
    const input = el("input", {
      type: "range", id, min: 0, max, step: 1, value: at, "aria-label": label, "aria-valuetext": name(at),
      oninput: (event) => {
        told.textContent = name(Number(event.target.value));
        event.target.setAttribute("aria-valuetext", told.textContent);
      },
      onchange: (event) => this.change((filter) => set(filter, Number(event.target.value))),
    });
    return el("fieldset", { id: `by-${id}` }, el("legend", {}, label), told, input);
  }

  amount() {
    const at = Math.max(0, AMOUNTS.findLastIndex((least) => this.state.filter.amount >= least));
    return this.slider("amount", "Amount", AMOUNTS.length - 1, at, (i) => AMOUNT_NAMES[i], (filter, i) => (filter.amount = AMOUNTS[i]));
  }

  confidence() {
    const at = Math.round(this.state.filter.confidence * 20);
    return this.slider("confidence", "Confidence", 20, at, (i) => (i ? `at least ${i * 5} %` : "any"), (filter, i) => (filter.confidence = i / 20));
  }

  toggle(shown = byId("filters").hidden) {
    byId("filters").hidden = !shown;
    byId("open-filters").setAttribute("aria-expanded", String(shown));
  }
}

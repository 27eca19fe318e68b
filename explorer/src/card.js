// The panel at the right: an entity with its relations, or an edge with everything that was said.
import { byId, el, fill, icon, lineSample, nodeSample } from "./dom.js";

/** An address that may be followed; anything but the web is shown as text. */
function address(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const percent = (share) => `${Math.round(share * 100)} %`;
const plural = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

export class Card {
  constructor({ model, state, theme, source, actions }) {
    Object.assign(this, { model, state, theme, source, actions });
    this.box = byId("card");
  }

  async show() {
    const { entity, edge } = this.state.selected ?? {};
    const [node, link] = [entity && this.model.entities.get(entity), edge && this.model.edges.get(edge)];
    this.box.hidden = !node && !link;
    document.body.classList.toggle("carded", !this.box.hidden);
    if (node) this.entity(node);
    else if (link) await this.edge(link);
  }

  frame(...content) {
    fill(
      this.box,
      el("button", { type: "button", class: "tool close", "aria-label": "Close the details", onclick: () => this.state.set({ selected: null }) }, icon("close")),
      content,
    );
    this.box.scrollTop = 0;
  }

  name(entity) {
    return el("button", { type: "button", class: "text name", onclick: () => this.actions.select({ entity: entity.id }) }, entity.name);
  }

  sample(entity) {
    const type = this.model.type(entity.type);
    return nodeSample(type.shape, type[this.theme()].fill, type[this.theme()].stroke);
  }

  entity(entity) {
    const { model, state, actions } = this;
    const shown = entity.edges.filter((edge) => state.admits(edge, model));
    const groups = new Map();
    for (const edge of shown) {
      const relation = model.relation(edge.relation);
      const outward = edge.subject === entity.id;
      const title = outward || relation.symmetric ? relation.label : relation.inverse;
      const key = `${relation.family} ${title}`;
      if (!groups.has(key)) groups.set(key, { title, edges: [], family: relation.family });
      groups.get(key).edges.push(edge);
    }
    const order = [...model.families.keys()];
    const sorted = [...groups.values()].sort((a, b) => order.indexOf(a.family) - order.indexOf(b.family) || b.edges.length - a.edges.length || (a.title < b.title ? -1 : 1));
    const action = (name, label, run, pressed) =>
      el("button", { type: "button", class: "action", onclick: run, "aria-pressed": pressed === undefined ? null : String(pressed) }, icon(name), label);
    const pinned = state.pinned.has(entity.id);
    const left = entity.edges.length - shown.length;
    this.frame(
      el("p", { class: "kind" }, this.sample(entity), model.type(entity.type).label),
      el("h2", {}, entity.name),
      entity.aliases.length ? el("p", { class: "aliases" }, "also ", entity.aliases.slice(0, 12).join(", ")) : null,
      el(
        "div",
        { class: "actions" },
        action("centre", "Centre", () => actions.centre(entity.id)),
        action("pin", pinned ? "Unpin" : "Pin", () => actions.pin(entity.id), pinned),
        action("hide", "Hide", () => actions.hide(entity.id)),
        action("path", "Path to …", () => actions.pathFrom(entity.id)),
        this.source.neighbors ? action("expand", "More around it", () => actions.expand(entity.id)) : null,
      ),
      el("p", { class: "note" }, plural(shown.length, "relation"), left ? `, ${left} more filtered out` : ""),
      sorted.map((group) =>
        el(
          "section",
          { class: "group", style: { "--hue": model.families.get(group.family)?.[this.theme()] ?? "" } },
          el("h3", {}, group.title, el("span", { class: "count" }, String(group.edges.length))),
          el("ul", {}, group.edges.sort((a, b) => ((b.until ?? "") < (a.until ?? "") ? -1 : 1)).map((edge) => el("li", {}, this.row(edge, entity.id)))),
        ),
      ),
    );
  }

  /** An edge in an entity's list. */
  row(edge, from) {
    const { model } = this;
    const far = model.other(edge, from);
    const facts = [edge.amount?.short, edge.stake && `${edge.stake} %`, edge.role, edge.date ?? edge.until?.slice(0, 4)].filter(Boolean);
    return el(
      "button",
      { type: "button", class: "row", onclick: () => this.actions.select({ edge: edge.key }) },
      this.sample(far),
      el("span", { class: "name" }, far.name),
      el("span", { class: "facts" }, facts.join(" · ")),
      el("span", { class: `status ${edge.status}` }, edge.status),
    );
  }

  async edge(edge) {
    const { model } = this;
    const [subject, object] = [model.entities.get(edge.subject), model.entities.get(edge.object)];
    const statements = el("div", { class: "statements", "aria-busy": "true" }, el("p", { class: "note" }, "Reading …"));
    const colour = model.edgeColour(edge, this.theme());
    const fact = (label, value) => (value === null || value === undefined || value === "" ? null : [el("dt", {}, label), el("dd", {}, value)]);
    this.frame(
      el("p", { class: "kind" }, lineSample(model.status(edge.status).line, colour), model.families.get(model.relation(edge.relation).family)?.label),
      el("h2", { class: "claim" }, this.name(subject), el("span", { class: "relation", style: { "--hue": colour } }, ` ${model.relation(edge.relation).label} `), this.name(object)),
      el(
        "dl",
        {},
        fact("Status", el("span", { class: `status ${edge.status}` }, edge.status)),
        fact("Amount", edge.amount?.short),
        fact("Stake", edge.stake && `${edge.stake} %`),
        fact("Role", edge.role),
        fact("Date", edge.date),
        fact("Told by", plural(edge.sources, "independent source")),
        fact("Confidence", percent(edge.confidence)),
      ),
      statements,
    );
    try {
      const all = await this.source.statements(edge);
      statements.removeAttribute("aria-busy");
      fill(statements, el("h3", {}, all.length === 1 ? "What was said" : `What was said, ${all.length} times`), all.map((statement) => this.statement(statement)));
    } catch (error) {
      fill(statements, el("p", { class: "note", role: "alert" }, `The statements could not be read: ${error.message}`));
    }
  }

  statement(statement) {
    const href = statement.url && address(statement.url);
    const title = statement.title || statement.article;
    const facts = [
      statement.amount?.text, statement.stake && `${statement.stake} %`, statement.role, statement.date, statement.attribution && `according to ${statement.attribution}`,
      `confidence ${percent(statement.confidence)}`,
    ].filter(Boolean);
    return el(
      "article",
      { class: "statement" },
      el("blockquote", {}, statement.before ? el("span", { class: "around" }, statement.before) : null, el("mark", {}, statement.quote), statement.after ? el("span", { class: "around" }, statement.after) : null),
      el("p", { class: "facts" }, el("span", { class: `status ${statement.status}` }, statement.status), el("span", {}, facts.join(" · "))),
      el(
        "p",
        { class: "source" },
        href ? el("a", { href, target: "_blank", rel: "noopener noreferrer" }, title, icon("link")) : el("span", {}, title),
        el("span", {}, [statement.publisher, statement.published].filter(Boolean).map((part) => ` · ${part}`).join("")),
        statement.url && !href ? el("span", { class: "address" }, statement.url) : null,
      ),
    );
  }
}

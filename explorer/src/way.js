// How two entities are connected: two fields and the steps between them.
import { combo } from "./combo.js";
import { byId, el, fill, icon, tell } from "./dom.js";

export class Way {
  constructor({ model, state, source, suggest, actions }) {
    Object.assign(this, { model, state, source, actions });
    this.ends = { from: null, to: null };
    const holders = { from: el("div", { class: "combo" }), to: el("div", { class: "combo" }) };
    this.inputs = {};
    for (const [end, label] of [["from", "From"], ["to", "To"]]) {
      this.inputs[end] = combo(holders[end], { label: `Path ${label.toLowerCase()}`, placeholder: label, keep: true, suggest: (text) => suggest(text, (id) => this.pick(end, id)) });
    }
    this.steps = el("ol", { class: "steps" });
    this.box = el(
      "section",
      { id: "way", "aria-label": "Path between two", hidden: true },
      el("div", { class: "ends" }, holders.from, holders.to, el("button", { type: "button", class: "tool close", "aria-label": "Close the path", onclick: () => this.close() }, icon("close"))),
      this.steps,
    );
    byId("stage").append(this.box);
  }

  open(from = null) {
    this.box.hidden = false;
    if (from) {
      this.ends = { from, to: null };
      this.state.set({ path: null });
    }
    this.name();
    (this.ends.from ? this.inputs.to : this.inputs.from).focus();
  }

  close() {
    this.box.hidden = true;
    this.ends = { from: null, to: null };
    this.state.set({ path: null });
  }

  toggle() {
    if (this.box.hidden) this.open(this.state.selected?.entity);
    else this.close();
  }

  name() {
    for (const end of ["from", "to"]) this.inputs[end].value = this.model.entities.get(this.ends[end])?.name ?? "";
  }

  pick(end, id) {
    this.ends[end] = id;
    const { from, to } = this.ends;
    if (from && to) this.state.set({ path: { from, to }, selected: null });
    else this.inputs[from ? "to" : "from"].focus();
  }

  /** Finds and shows the path that the state asks for. */
  async show() {
    const { model, state } = this;
    if (!state.path) {
      state.steps = null;
      fill(this.steps);
      return;
    }
    this.ends = { ...state.path };
    this.box.hidden = false;
    this.name();
    const admits = (edge) => state.admits(edge, model);
    let steps = model.path(state.path.from, state.path.to, admits);
    if (this.source.path && !steps) {
      const asked = state.path;
      await this.actions.load(() => this.source.path(asked.from, asked.to));
      if (state.path !== asked) return;
      steps = model.path(asked.from, asked.to, admits);
    }
    state.steps = steps?.length ? steps : null;
    if (!steps?.length) {
      const text = steps ? "That is one and the same" : "Nothing that is shown connects the two";
      fill(this.steps, el("li", { class: "none" }, text));
      return tell(text);
    }
    tell(`${steps.length} ${steps.length === 1 ? "step" : "steps"}`);
    const name = (id) => el("button", { type: "button", class: "text name", onclick: () => this.actions.centre(id) }, model.entities.get(id).name);
    fill(
      this.steps,
      steps.map((step) =>
        el(
          "li",
          {},
          name(step.from),
          step.edges.map((edge, i) => {
            const forward = edge.subject === step.from;
            const relation = model.relation(edge.relation);
            return [i ? ", " : " ", el("button", { type: "button", class: "text", onclick: () => this.actions.evidence(edge) }, forward ? relation.label : relation.inverse)];
          }),
          " ",
          name(step.to),
        ),
      ),
    );
  }
}

// The page: takes the graph, draws it, and joins the parts.
import { Card } from "./card.js";
import { combo } from "./combo.js";
import { byId, el, fill, icon, nodeSample, notice, tell } from "./dom.js";
import { Filters } from "./filters.js";
import { Model, edgeKey } from "./model.js";
import { Picture } from "./picture.js";
import { saveCsv, savePng, saveSvg } from "./saving.js";
import { fromPage, fromServer } from "./source.js";
import { State } from "./state.js";
import { Table } from "./table.js";
import { Way } from "./way.js";

const data = JSON.parse(byId("data").textContent);
const model = new Model(data.looks);
const state = new State();
const system = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 760px)");
const theme = () => state.theme ?? (system.matches ? "dark" : "light");
const source = data.server ? fromServer(data.server.api, askToken) : fromPage(data);
let picture = null;

function askToken() {
  return new Promise((resolve) => {
    const input = el("input", { type: "password", autocomplete: "current-password", "aria-label": "Token", required: true });
    const submit = (event) => {
      event.preventDefault();
      dialog.close();
      dialog.remove();
      resolve(input.value.trim());
    };
    const dialog = el("dialog", { "aria-label": "Token" }, el("form", { onsubmit: submit }, el("h2", {}, "Token"), el("p", {}, "This server asks for the token that it was started with."), input, el("button", { type: "submit", class: "primary" }, "Open the graph")));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Takes an answer of the source into the model. */
async function load(question) {
  try {
    const answer = await question();
    if (model.add(answer.entities, answer.edges)) {
      picture?.grow();
      filters?.draw();
      count();
    }
    return answer;
  } catch (error) {
    notice(error.message, 0);
    return null;
  }
}

/** Entities for what is typed, from the page and, where there is one, the server. */
async function suggest(text, choose) {
  let found = model.suggest(text);
  if (source.search && found.length < 8) {
    try {
      const { entities } = await source.search(text);
      for (const entity of entities) if (found.length < 8 && !found.some((known) => known.id === entity.id)) found = [...found, entity];
    } catch (error) {
      notice(error.message);
    }
  }
  return found.map((entity) => {
    const type = model.type(entity.type);
    const edges = model.entities.get(entity.id)?.edges.length;
    return {
      label: entity.name,
      detail: edges ? `${edges} ${edges === 1 ? "relation" : "relations"}` : type.label,
      sample: nodeSample(type.shape, type[theme()].fill, type[theme()].stroke),
      choose: async () => {
        if (!model.entities.has(entity.id)) await load(() => source.neighbors(entity.id));
        if (model.entities.has(entity.id)) choose(entity.id);
      },
    };
  });
}

/** The entity that is selected, or the ends of the edge. */
function ends({ entity, edge }) {
  const { subject, object } = model.edges.get(edge) ?? {};
  return entity ? [entity] : [subject, object];
}

const actions = {
  load,
  select(selected) {
    state.set({ selected, ...(narrow.matches && state.view === "table" ? { view: "table" } : {}) });
    picture?.show(ends(selected));
    byId("card").focus({ preventScroll: true });
  },
  evidence(edge) {
    state.set({ selected: { edge: edge.key } });
    byId("card").focus({ preventScroll: true });
  },
  centre(id) {
    picture?.show([id]);
  },
  pin(id) {
    if (!picture) return;
    if (state.pinned.has(id)) picture.unpin(id);
    else picture.pin(id);
    tell(state.pinned.has(id) ? "Pinned" : "Not pinned any more");
  },
  hide(id) {
    state.hidden.add(id);
    state.set({ hidden: state.hidden, selected: null, filter: state.filter });
    tell(`${model.entities.get(id).name} is hidden; “Show everything” brings it back`);
  },
  pathFrom: (id) => way.open(id),
  expand: (id) => load(() => source.neighbors(id)).then(() => card.show()),
};

/** Tells how much there is, how much of it passes the filter, and how much of that is drawn. */
function count() {
  const number = (n) => n.toLocaleString("en");
  const shown = model.once("shown", () => [...model.edges.values()].filter((edge) => state.admits(edge, model)).length);
  const all = state.total?.edges ?? model.edges.size;
  const parts = [`${number(model.entities.size)} entities, ${shown < all ? `${number(shown)} of ` : ""}${number(all)} relations`];
  if (data.note) parts.push(data.note);
  if (picture?.sight && !picture.sight.all) parts.push(`the strongest ${number(picture.sight.edges.length)} in sight are drawn`);
  if (picture && !picture.settled) parts.push("arranging …");
  fill(byId("count"), parts.join(" · "));
}

let filters = null;
let card = null;
let table = null;
let way = null;

function paint() {
  document.documentElement.dataset.theme = theme();
  filters.draw();
  card.show();
  picture?.look();
}

function view() {
  const isTable = state.view === "table";
  byId("table").hidden = !isTable;
  byId("canvas").hidden = isTable;
  byId("zoom").hidden = isTable;
  byId("as-table").setAttribute("aria-pressed", String(isTable));
  if (isTable) table.draw();
}

let hashTimer = 0;
/** Writes the hash a little later: browsers allow few changes a second. */
function remember() {
  clearTimeout(hashTimer);
  hashTimer = setTimeout(() => {
    const hash = state.toHash();
    if (hash !== location.hash.slice(1)) history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }, 150);
}

state.onChange(async (change) => {
  const reach = "filter" in change || "hidden" in change;
  if ("theme" in change) paint();
  if (reach) {
    model.orders.shown = null;
    const focused = document.activeElement;
    const again = focused?.closest("#filters") ? (focused.id ? `#${focused.id}` : focused.name ? `#filters input[name="${focused.name}"][value="${CSS.escape(focused.value)}"]` : null) : null;
    filters.draw();
    if (again) document.querySelector(again)?.focus({ preventScroll: true });
    picture?.sift();
  }
  if (reach || "path" in change) await way.show();
  if ("selected" in change || "path" in change) picture?.look();
  if ("path" in change && state.steps) picture?.show(state.steps.flatMap((step) => [step.from, step.to]));
  if ("selected" in change || reach || "pinned" in change) card.show();
  if ("view" in change || (reach && state.view === "table")) view();
  if (reach) count();
  remember();
});

function tools() {
  const tool = (id, name, label, run, more = {}) => el("button", { id, type: "button", class: "tool", title: label, "aria-label": label, onclick: run, ...more }, icon(name), el("span", {}, label));
  const menu = el(
    "div",
    { id: "export-menu", role: "group", "aria-label": "Save the view as", hidden: true },
    el("button", { type: "button", onclick: () => saved(() => saveSvg(picture, data.title)) }, "Picture (SVG)"),
    el("button", { type: "button", onclick: () => saved(() => savePng(picture, data.title)) }, "Picture (PNG)"),
    el("button", { type: "button", onclick: () => saved(() => saveCsv(model, table.edges())) }, "Table (CSV)"),
    el("button", { type: "button", onclick: () => saved(() => navigator.clipboard.writeText(location.href).then(() => notice("The address of this view is copied"))) }, "Copy the link"),
  );
  const open = tool("export", "export", "Save", () => {
    menu.hidden = !menu.hidden;
    open.setAttribute("aria-expanded", String(!menu.hidden));
  }, { "aria-expanded": "false", "aria-controls": "export-menu" });
  const saved = async (run) => {
    menu.hidden = true;
    open.setAttribute("aria-expanded", "false");
    try {
      await run();
    } catch (error) {
      notice(`That could not be saved: ${error.message}`);
    }
  };
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("#tools")) menu.hidden = true;
  });
  byId("tools").append(
    tool("find-path", "path", "Path", () => way.toggle()),
    tool("as-table", "table", "Table", () => state.set({ view: state.view === "table" ? "graph" : "table" }), { "aria-pressed": "false" }),
    open,
    menu,
    tool("theme", "theme", "Light or dark", () => state.set({ theme: theme() === "dark" ? "light" : "dark" })),
  );
  byId("open-filters").append(icon("filters"));
  byId("open-filters").setAttribute("aria-label", "Filters and legend");
  byId("open-filters").addEventListener("click", () => filters.toggle());
  const button = (label, text, run) => el("button", { type: "button", "aria-label": label, title: label, onclick: run }, text);
  byId("zoom").append(button("Zoom in", "+", () => picture?.zoom(0.66)), button("Zoom out", "−", () => picture?.zoom(1.5)), button("Show all", "⤢", () => picture?.all()));
}

const KEYS = {
  ArrowLeft: () => picture?.pan(-1, 0),
  ArrowRight: () => picture?.pan(1, 0),
  ArrowUp: () => picture?.pan(0, 1),
  ArrowDown: () => picture?.pan(0, -1),
  "+": () => picture?.zoom(0.66),
  "=": () => picture?.zoom(0.66),
  "-": () => picture?.zoom(1.5),
  0: () => picture?.all(),
};

function keyboard(search) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, dialog");
    if (event.key === "Escape" && !event.target.closest("dialog")) {
      if (state.selected) {
        state.set({ selected: null });
        byId("canvas").focus({ preventScroll: true });
      } else if (!way.box.hidden) way.close();
    } else if (typing) return;
    else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    } else if (event.key === "t" || event.key === "T") state.set({ view: state.view === "table" ? "graph" : "table" });
    else if (KEYS[event.key] && event.target === byId("canvas")) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
}

/** Files dropped onto the page are sent to the server, where it lets them be added. */
function dropping() {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    for (const [i, file] of files.entries()) {
      let told = "";
      try {
        await source.add(file, (name, step) => {
          if (name === "error") throw new Error(step.message);
          told = step.message;
          notice(`${file.name} (${i + 1} of ${files.length}): ${told}`, 0);
        });
        await load(source.overview);
        notice(`${file.name}: ${told}`);
      } catch (error) {
        notice(`${file.name}: ${error.message}`, 0);
      }
    }
  });
}

async function start() {
  document.documentElement.dataset.theme = theme();
  document.title = data.title;
  byId("title").textContent = data.title;
  const overview = await load(source.overview);
  state.total = overview?.total;
  const asked = new URLSearchParams(location.hash.slice(1));
  if (source.neighbors) {
    for (const id of [asked.get("n"), asked.get("e")?.split("|")[0], asked.get("a"), asked.get("b")]) {
      if (id && !model.entities.has(id)) await load(() => source.neighbors(id));
    }
  }
  state.fromHash(location.hash, model);
  filters = new Filters(model, state, theme);
  table = new Table(model, state, actions);
  way = new Way({ model, state, source, suggest, actions });
  card = new Card({ model, state, theme, source, actions });
  tools();
  filters.toggle(!narrow.matches);
  const search = combo(byId("search"), { label: "Search the graph", placeholder: narrow.matches ? "Search" : "Search a company, person, product …", suggest: (text) => suggest(text, (id) => actions.select({ entity: id })) });
  keyboard(search);
  byId("canvas").setAttribute("aria-label", `Graph of ${model.entities.size} entities and ${model.edges.size} relations`);
  try {
    picture = new Picture(byId("canvas"), model, state, theme, count);
  } catch (error) {
    notice(`This browser cannot draw the picture (${error.message}); the table shows the same`, 0);
    state.view = "table";
  }
  paint();
  view();
  await way.show();
  picture?.look();
  if (picture && state.camera) picture.sigma.getCamera().setState(state.camera);
  else if (state.steps) picture?.show(state.steps.flatMap((step) => [step.from, step.to]));
  else if (state.selected) picture?.show(ends(state.selected));
  count();
  system.addEventListener("change", paint);
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === state.toHash()) return;
    state.fromHash(location.hash, model);
    state.set({ filter: state.filter, selected: state.selected, path: state.path, view: state.view, theme: state.theme });
    if (picture && state.camera) picture.sigma.getCamera().setState(state.camera);
  });
  if (data.server?.write) dropping();
  document.documentElement.dataset.ready = "true";
}

start();

// For tests that look into the picture.
globalThis.techgraph = { model, state, edgeKey, picture: () => picture };

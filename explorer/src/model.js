// The graph as the page holds it: entities by id, edges with their ends, and how each is shown.

/** Rows under column names, as objects. */
export function records(table) {
  return table.rows.map((row) => {
    const record = {};
    table.columns.forEach((name, i) => (record[name] = row[i]));
    return record;
  });
}

/** Letters and digits only, small, without accents: what is compared when people type. */
export function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

export const edgeKey = (edge) => `${edge.subject}|${edge.relation}|${edge.object}`;

export class Model {
  constructor(looks) {
    this.relations = new Map(looks.relations.map((relation) => [relation.name, relation]));
    this.families = new Map(looks.families.map((family) => [family.name, family]));
    this.statuses = new Map(looks.statuses.map((status) => [status.name, status]));
    this.types = new Map(looks.types.map((type) => [type.name, type]));
    this.colours = looks.colours;
    this.entities = new Map();
    this.edges = new Map();
    this.orders = {};
  }

  /** Takes in what is new among entities and edges; says whether anything was. */
  add(entities, edges) {
    let news = false;
    for (const entity of entities) {
      if (this.entities.has(entity.id)) continue;
      this.entities.set(entity.id, { ...entity, edges: [] });
      news = true;
    }
    for (const edge of edges) {
      const key = edgeKey(edge);
      const [subject, object] = [this.entities.get(edge.subject), this.entities.get(edge.object)];
      if (!subject || !object) continue;
      const known = this.edges.get(key);
      if (known) {
        Object.assign(known, edge);
        continue;
      }
      edge.key = key;
      this.edges.set(key, edge);
      subject.edges.push(edge);
      if (object !== subject) object.edges.push(edge);
      news = true;
    }
    if (news) this.orders = {};
    return news;
  }

  /** What a function makes of the model; made once, until something is added. */
  once(name, make) {
    return (this.orders[name] ??= make());
  }

  /** The edges, the strongest first; of equals those whose weaker end has more. */
  strongest() {
    return this.once("strongest", () => {
      const degree = (id) => this.entities.get(id).edges.length;
      const ranked = [...this.edges.values()].map((edge) => [edge.strength, Math.min(degree(edge.subject), degree(edge.object)), edge]);
      ranked.sort((a, b) => b[0] - a[0] || b[1] - a[1] || (a[2].key < b[2].key ? -1 : 1));
      return ranked.map((entry) => entry[2]);
    });
  }

  /** The ids of the entities, those with the most edges first. */
  busiest() {
    return this.once("busiest", () => {
      const entities = [...this.entities.values()];
      entities.sort((a, b) => b.edges.length - a.edges.length || (a.id < b.id ? -1 : 1));
      return entities.map((entity) => entity.id);
    });
  }

  relation(name) {
    return this.relations.get(name) ?? { name, label: name.replaceAll("_", " "), inverse: name.replaceAll("_", " "), family: "supply", symmetric: false };
  }
  type(name) {
    return this.types.get(name) ?? [...this.types.values()][0];
  }
  status(name) {
    return this.statuses.get(name) ?? { name, line: "solid", muted: false };
  }
  other(edge, id) {
    return this.entities.get(edge.subject === id ? edge.object : edge.subject);
  }
  /** "Nvidia invests in OpenAI". */
  sentence(edge) {
    return `${this.entities.get(edge.subject).name} ${this.relation(edge.relation).label} ${this.entities.get(edge.object).name}`;
  }
  edgeColour(edge, theme) {
    if (this.status(edge.status).muted) return this.colours[theme].muted;
    return this.families.get(this.relation(edge.relation).family)?.[theme] ?? this.colours[theme].muted;
  }

  /** Entities whose name fits what is typed, the best first. */
  suggest(typed, limit = 8) {
    const query = folded(typed);
    if (!query) return [];
    const scored = [];
    for (const entity of this.entities.values()) {
      let best = 0;
      // Folded when first asked for: a large graph has many names.
      entity.names ??= [entity.name, ...entity.aliases].map(folded);
      entity.names.forEach((name, i) => {
        let score = 0;
        if (name === query) score = 100;
        else if (name.startsWith(query)) score = 80;
        else if (` ${name}`.includes(` ${query}`)) score = 60;
        else if (query.length > 2 && name.includes(query)) score = 30;
        best = Math.max(best, score - (i ? 5 : 0));
      });
      if (best > 0) scored.push([best + Math.min(15, Math.log2(1 + entity.edges.length) * 3), entity]);
    }
    scored.sort((a, b) => b[0] - a[0] || (a[1].name < b[1].name ? -1 : 1));
    return scored.slice(0, limit).map((pair) => pair[1]);
  }

  /** The edges of a shortest way between two entities over edges that `admits` lets through; null where there is none. */
  path(from, to, admits) {
    const before = new Map([[from, null]]);
    let frontier = [from];
    while (frontier.length && !before.has(to)) {
      const next = [];
      for (const id of frontier) {
        for (const edge of this.entities.get(id).edges) {
          const far = this.other(edge, id).id;
          if (before.has(far) || !admits(edge)) continue;
          before.set(far, [id, edge]);
          next.push(far);
        }
      }
      frontier = next.sort();
    }
    if (!before.has(to)) return null;
    const steps = [];
    for (let at = to; before.get(at); at = before.get(at)[0]) steps.push({ from: before.get(at)[0], to: at });
    steps.reverse();
    for (const step of steps) {
      step.edges = this.entities.get(step.from).edges.filter((e) => this.other(e, step.from).id === step.to && admits(e));
    }
    return steps;
  }
}

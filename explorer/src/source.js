// Where the graph comes from: the page itself, or the server that sent it. Both answer the same questions.
import { records } from "./model.js";

/** The graph in the page. */
export function fromPage(data) {
  const articles = records(data.articles);
  const { columns } = data.statements;
  return {
    overview: async () => ({ entities: records(data.entities), edges: records(data.edges), total: data.total }),
    statements: async (edge) => edge.said.map((row) => {
      const statement = Object.fromEntries(columns.map((name, i) => [name, row[i]]));
      return { ...articles[statement.source], ...statement };
    }),
  };
}

/** Remembers the token for this tab only. */
const TOKEN = "techgraph-token";

/** The graph behind a server. `askToken` promises what a person types where the server wants a token. */
export function fromServer(base, askToken) {
  const headers = () => {
    const token = sessionStorage.getItem(TOKEN);
    return token ? { authorization: `Bearer ${token}` } : {};
  };
  const ask = async (path, parameters = {}, options = {}) => {
    const words = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== undefined && one !== "") words.append(name, one);
    }
    const query = words.toString();
    for (;;) {
      const answer = await fetch(`${base}${path}${query ? `?${query}` : ""}`, { ...options, headers: headers() });
      if (answer.status === 401) {
        sessionStorage.setItem(TOKEN, await askToken());
        continue;
      }
      if (!answer.ok) throw new Error((await answer.json().catch(() => null))?.error?.message ?? `the server says ${answer.status}`);
      return answer;
    }
  };
  const json = async (...question) => (await ask(...question)).json();
  return {
    overview: () => json("graph", { limit: 2000 }),
    statements: async (edge) => (await json("statements", { subject: edge.subject, relation: edge.relation, object: edge.object, limit: 500 })).statements,
    search: (q) => json("search", { q, limit: 8 }),
    neighbors: (id) => json(`entities/${encodeURIComponent(id)}/neighbors`, { limit: 200 }),
    path: (from, to) => json("path", { from, to }),
    /** Sends a file to be added; `onEvent(name, data)` hears how far it is. */
    async add(file, onEvent) {
      const answer = await ask("articles", { name: file.name }, { method: "POST", body: file });
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        rest += value;
        const events = rest.split("\n\n");
        rest = events.pop();
        for (const event of events) {
          const field = (name) => event.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          if (field("event") && field("data")) onEvent(field("event"), JSON.parse(field("data")));
        }
      }
    },
  };
}

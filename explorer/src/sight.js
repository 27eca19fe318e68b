// What of the graph is drawn: all of it, or of a large graph the strongest of what is in sight. So a frame takes no longer,
// however large the graph is.

/** At most so many edges and entities are drawn. */
const MOST = { edges: 2500, nodes: 3000 };

/**
 * Chooses among `edges` and `nodes`, both the strongest first. What is lit is drawn first of all. `place(id)` says where an
 * entity stands, `view` is the part of the picture that is in sight.
 */
export function choose(edges, nodes, lit, place, view) {
  if (edges.length <= MOST.edges && nodes.length <= MOST.nodes) return { edges, nodes, all: true };
  const seen = (id) => {
    const { x, y } = place(id);
    return x >= view.left && x <= view.right && y >= view.top && y <= view.bottom;
  };
  const [drawn, met] = [new Set(), new Set()];
  const draw = (edge) => {
    drawn.add(edge);
    met.add(edge.subject).add(edge.object);
  };
  if (lit) {
    for (const id of lit.middles) met.add(id);
    for (const edge of edges) if (drawn.size < MOST.edges && lit.edges.has(edge.key)) draw(edge);
  }
  for (const edge of edges) {
    if (drawn.size >= MOST.edges) break;
    if (!drawn.has(edge) && (seen(edge.subject) || seen(edge.object))) draw(edge);
  }
  for (const id of nodes) {
    if (met.size >= MOST.nodes) break;
    if (seen(id)) met.add(id);
  }
  return { edges: [...drawn], nodes: [...met], all: false };
}

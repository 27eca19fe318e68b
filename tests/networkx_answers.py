"""What networkx answers about a graph: JSON in, JSON out. See tests/it/networkx.rs."""

import json
import sys

import networkx as nx

asked = json.load(sys.stdin)


def multigraph(edges):
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(asked["nodes"]))
    graph.add_edges_from(edges)
    return graph


edges = multigraph(asked["edges"])
arrows = multigraph(asked["arrows"])
directed = nx.DiGraph(edges)
plain = directed.to_undirected()
parallel = nx.MultiGraph(edges)


def length(graph, source, target):
    try:
        return nx.shortest_path_length(graph, source, target)
    except nx.NetworkXNoPath:
        return None


pairs, cutoff = asked["pairs"], asked["cutoff"]
answers = {
    "lengths": [[length(graph, *pair) for graph in (directed, plain)] for pair in pairs],
    "paths": [list(nx.all_simple_paths(directed, *pair, cutoff=cutoff)) for pair in pairs],
    "cycles": list(nx.simple_cycles(directed, length_bound=asked["longest"])),
    "pagerank": list(nx.pagerank(arrows, tol=1e-15, max_iter=10_000).values()),
    "betweenness": [list(nx.betweenness_centrality(graph).values()) for graph in (nx.DiGraph(arrows), plain)],
    "components": [sorted(c) for c in nx.connected_components(plain)],
    "strong": [sorted(c) for c in nx.strongly_connected_components(directed)],
    "modularity": nx.community.modularity(parallel, nx.community.louvain_communities(parallel, seed=1)),
}
json.dump(answers, sys.stdout)

"""What networkx answers about a graph: JSON in, JSON out. See tests/it/networkx.rs."""

import json
import sys

import networkx as nx

asked = json.load(sys.stdin)
directed = nx.MultiDiGraph()
directed.add_nodes_from(range(asked["nodes"]))
directed.add_edges_from(asked["edges"])
arrows = nx.DiGraph(directed)
plain = arrows.to_undirected()

lengths = []
for source, target in asked["pairs"]:
    row = []
    for graph in (arrows, plain):
        try:
            row.append(nx.shortest_path_length(graph, source, target))
        except nx.NetworkXNoPath:
            row.append(None)
    lengths.append(row)

json.dump(
    {
        "lengths": lengths,
        "paths": [
            sorted(nx.all_simple_paths(arrows, source, target, cutoff=asked["cutoff"]))
            for source, target in asked["pairs"]
        ],
        "cycles": list(nx.simple_cycles(arrows, length_bound=asked["longest"])),
        "pagerank": list(nx.pagerank(directed, tol=1e-14, max_iter=10_000).values()),
        "betweenness": [list(nx.betweenness_centrality(graph).values()) for graph in (arrows, plain)],
        "components": [sorted(c) for c in nx.connected_components(plain)],
        "strong": [sorted(c) for c in nx.strongly_connected_components(arrows)],
        "modularity": nx.community.modularity(
            nx.MultiGraph(directed), nx.community.louvain_communities(nx.MultiGraph(directed), seed=1)
        ),
    },
    sys.stdout,
)

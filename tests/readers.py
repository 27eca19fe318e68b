"""Reads exports with the programs that their formats are for, and prints what they saw.

On standard input a line `FORMAT PATH` for each file or folder; on standard output a JSON object for each, in order. Every
reader gives the nodes and edges that it counts, and what else the test compares.
"""

import json
import sys
from pathlib import Path


def graphml(path):
    import networkx

    graph = networkx.read_graphml(path, force_multigraph=True)
    return seen(graph, "label")


def gexf(path):
    import networkx

    graph = networkx.read_gexf(path, version="1.3")
    edges = graph.edges(data=True)
    return seen(graph, "label") | {
        "started": sum(1 for *_, data in edges if data.get("start")),
        "ended": sum(1 for *_, data in edges if data.get("end")),
        "coloured": sum(1 for *_, data in graph.nodes(data=True) if "color" in data.get("viz", {})),
    }


def seen(graph, name):
    edges = sorted((s, o, data.get("relation")) for s, o, data in graph.edges(data=True))
    return {
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "names": [data.get(name) for _, data in graph.nodes(data=True)],
        "ends": [list(edge) for edge in edges],
        "types": sorted({type(v).__name__ for *_, data in graph.edges(data=True) for v in data.values()}),
    }


def node_link(path):
    import networkx

    document = json.loads(Path(path).read_text(encoding="utf-8"))
    edges = "links" if "links" in document else "edges"
    return seen(networkx.node_link_graph(document, edges=edges), "name")


def rdf(path, form):
    import rdflib

    rdf, tg = rdflib.RDF, rdflib.Namespace("urn:techgraph:")
    schema = rdflib.Namespace("https://schema.org/")
    data = rdflib.Dataset(default_union=True)
    if form == "turtle":
        data = rdflib.Graph()
    data.parse(path, format=form)
    statements = list(data.subjects(rdf.type, tg.Statement))
    edges = {tuple(data.value(s, p) for p in (rdf.subject, rdf.predicate, rdf.object)) for s in statements}
    articles = set(data.subjects(rdf.type, schema.NewsArticle))
    graphs = set()
    if form != "turtle":
        graphs = {str(g.identifier) for g in data.graphs() if str(g.identifier).startswith("urn:techgraph:article:")}
        assert graphs == {str(a) for a in articles}, "a named graph an article"
    amounts = [data.value(s, tg.amount) for s in statements]
    return {
        "nodes": len(set(data.subjects(schema.name, None))),
        "edges": len(edges),
        "names": [str(name) for name in data.objects(None, schema.name)],
        "statements": len(statements),
        "quotes": sorted({str(q) for q in data.objects(None, tg.quote)}),
        "articles": len(articles),
        "ill": sum(1 for _, _, o in data.triples((None, None, None)) if getattr(o, "ill_typed", False)),
        "money": str(sum((a.toPython() for a in amounts if a is not None), start=0)),
    }


def ftm(path):
    from followthemoney import model
    from followthemoney.exc import InvalidData

    entities, links, schemata, faults = {}, {}, {}, []
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        record = json.loads(line)
        proxy = model.get_proxy(record, cleaned=False)
        try:
            proxy.schema.validate(record)
        except InvalidData as fault:
            faults.append(f"{record}: {fault.errors}")
        assert proxy.id == record["id"], "the id is taken as it is"
        for prop in record["properties"]:
            assert prop in proxy.schema.properties, f"{proxy.schema.name} has no {prop}"
        (links if proxy.schema.edge else entities)[proxy.id] = proxy
        schemata[proxy.schema.name] = schemata.get(proxy.schema.name, 0) + 1
    dangling = 0
    for proxy in links.values():
        schema = proxy.schema
        for prop in (schema.edge_source, schema.edge_target, "proof"):
            for value in proxy.get(prop):
                wanted = schema.get(prop).range
                dangling += value not in entities or not entities[value].schema.is_a(wanted)
    articles = [e for e in entities.values() if e.schema.name == "Article"]
    return {
        "nodes": len(entities) - len(articles),
        "edges": len(links),
        "dangling": dangling,
        "unproved": sum(1 for e in links.values() if not e.get("proof")),
        "schemata": schemata,
        "faults": faults,
    }


def parquet(path):
    import pyarrow.parquet as pq

    tables = {name: pq.read_table(Path(path) / f"{name}.parquet") for name in ("entities", "relations", "statements")}
    relations = tables["relations"]
    return {
        "nodes": tables["entities"].num_rows,
        "edges": relations.num_rows,
        "names": tables["entities"].column("name").to_pylist(),
        "statements": tables["statements"].num_rows,
        "quotes": sorted(set(tables["statements"].column("quote").to_pylist())),
        "money": str(sum(a for a in tables["statements"].column("amount").to_pylist() if a is not None)),
        "types": {field.name: str(field.type) for field in relations.schema},
    }


def schema(path):
    """Lines against the JSON Schema beside them; gives the lines that it refuses."""
    import jsonschema

    folder = Path(path)
    checked = jsonschema.Draft202012Validator(json.loads((folder / "schema.json").read_text(encoding="utf-8")))
    checked.check_schema(checked.schema)
    lines = (folder / "lines.jsonl").read_text(encoding="utf-8").split("\n")
    refused = [n for n, line in enumerate(lines, 1) if line and not checked.is_valid(json.loads(line))]
    return {"lines": sum(1 for line in lines if line), "refused": refused}


READERS = {
    "graphml": graphml,
    "gexf": gexf,
    "json": node_link,
    "turtle": lambda path: rdf(path, "turtle"),
    "nquads": lambda path: rdf(path, "nquads"),
    "jsonld": lambda path: rdf(path, "json-ld"),
    "ftm": ftm,
    "parquet": parquet,
    "schema": schema,
}

if __name__ == "__main__":
    for request in sys.stdin.read().splitlines():
        form, _, path = request.partition(" ")
        print(json.dumps(READERS[form](path)))

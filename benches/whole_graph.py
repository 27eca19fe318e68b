#!/usr/bin/env python3
"""Whole-graph questions on the million-edge graph: techgraph beside rustworkx, igraph and networkx, in one run.

    cargo bench --bench million -- --generate
    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install rustworkx igraph networkx scipy
    /tmp/venv/bin/python benches/whole_graph.py target/tmp/million.db target/release/techgraph

techgraph is timed as a whole process, reading the graph file included. A library is timed twice: the question alone, with
the graph in memory, and with its own reader over a file of two numbers an edge before it. Wall-clock and processor time
are told; other programs on the machine disturb the second less. Each question has a time limit.
"""

import argparse
import json
import multiprocessing
import resource
import sqlite3
import subprocess
import tempfile
import time

MONEY_AND_SUPPLY = ["invests_in", "lends_to", "supplies", "acquires"]
LONGEST = 4

COMMANDS = {
    "rank": ["rank", "--limit", "10"],
    "degree": ["rank", "--by", "degree", "--limit", "10"],
    "components": ["components", "--limit", "10"],
    "cycles": ["cycles", "--follow", "edges", "--max-length", str(LONGEST), "--relation", ",".join(MONEY_AND_SUPPLY), "--limit", "10"],
    "communities": ["communities", "--limit", "10"],
}


def edge_list(graph, path, relations):
    """Writes a line with two numbers for each edge, with relations given for each pair of them once; how many."""
    numbers = {}
    rows = sqlite3.connect(f"file:{graph}?mode=ro", uri=True).execute("SELECT subject, object, relation FROM edge_row")
    pairs = [(s, o) for s, o, relation in rows if not relations or relation in relations]
    if relations:
        pairs = sorted({(s, o) for s, o in pairs if s != o})
    with open(path, "w") as out:
        for pair in pairs:
            out.write("%d %d\n" % tuple(numbers.setdefault(end, len(numbers)) for end in pair))
    return len(pairs)


class Rustworkx:
    def __init__(self, path):
        import rustworkx

        self.lib = rustworkx
        self.graph = rustworkx.PyDiGraph.read_edge_list(path)

    def rank(self):
        return len(self.lib.pagerank(self.graph, alpha=0.85, tol=1e-10))

    def degree(self):
        return max(self.graph.in_degree(n) + self.graph.out_degree(n) for n in self.graph.node_indices())

    def components(self):
        return len(self.lib.weakly_connected_components(self.graph))

    # It bounds no length and knows no communities.
    cycles = communities = None


class Igraph:
    def __init__(self, path):
        import igraph

        self.graph = igraph.Graph.Read_Edgelist(path, directed=True)

    def rank(self):
        return len(self.graph.pagerank(damping=0.85))

    def degree(self):
        return max(self.graph.degree())

    def components(self):
        return len(self.graph.connected_components(mode="weak"))

    def cycles(self):
        return len(self.graph.simple_cycles(min=2, max=LONGEST))

    def communities(self):
        return len(self.graph.as_undirected(mode="each").community_leiden(objective_function="modularity", n_iterations=-1))


class Networkx:
    def __init__(self, path):
        import networkx

        self.lib = networkx
        self.graph = networkx.read_edgelist(path, create_using=networkx.MultiDiGraph, nodetype=int)

    def rank(self):
        return len(self.lib.pagerank(self.graph, alpha=0.85, tol=1e-10 / len(self.graph)))

    def degree(self):
        return max(degree for _, degree in self.graph.degree())

    def components(self):
        return self.lib.number_weakly_connected_components(self.graph)

    def cycles(self):
        return sum(1 for _ in self.lib.simple_cycles(self.lib.DiGraph(self.graph), length_bound=LONGEST))

    # Its Louvain method takes minutes.
    communities = None


def spent():
    return time.perf_counter(), time.process_time()


def since(before):
    return [now - then for now, then in zip(spent(), before)]


def asked(library, path, questions, end):
    """In a process of its own: reads the graph, then answers; sends what each took."""
    before = spent()
    graph = library(path)
    end.send((None, since(before), None))
    for question in questions:
        before = spent()
        try:
            answer = getattr(graph, question)()
        except Exception as e:
            answer = f"failed: {e}"
        end.send((question, since(before), answer))


def answers(library, path, questions, seconds):
    """What reading took, and for each question that was answered in time what it took, and the answer."""
    here, there = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(target=asked, args=(library, path, questions, there))
    child.start()
    there.close()
    told = {}
    try:
        while len(told) <= len(questions) and here.poll(seconds):
            question, took, answer = here.recv()
            told[question] = (took, answer)
    except EOFError:
        pass
    finally:
        child.kill()
        child.join()
    return told


def command(program, graph, words, seconds, runs):
    """The least wall-clock and processor time of a command over some runs, after one that warms the file cache."""
    words = [program, *words, "--format", "json", "--graph", graph]
    least = [float("inf")] * 2
    for _ in range(1 + runs):
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        started = time.perf_counter()
        run = subprocess.run(words, capture_output=True, timeout=seconds)
        took = time.perf_counter() - started
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        if run.returncode != 0:
            raise SystemExit(f"{' '.join(words)} failed: {run.stderr.decode().strip()}")
        json.loads(run.stdout)
        cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        least = [min(least[0], took), min(least[1], cpu)]
    return least


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("graph")
    arguments.add_argument("program")
    arguments.add_argument("--limit", type=float, default=120, help="seconds a question")
    arguments.add_argument("--runs", type=int, default=3, help="runs of each command")
    arguments.add_argument("--only", nargs="*", default=list(COMMANDS), choices=list(COMMANDS))
    arguments = arguments.parse_args()
    row = lambda name, question, took, rest="": print(
        f"{name:<11}{question:<12}{took[0]:>8.2f} s {took[1]:>8.2f} s cpu   {rest}", flush=True
    )
    ours = {}
    for question in arguments.only:
        ours[question] = command(arguments.program, arguments.graph, COMMANDS[question], arguments.limit, arguments.runs)
        row("techgraph", question, ours[question], "whole process")
    with tempfile.TemporaryDirectory() as folder:
        lists = {"": f"{folder}/all", "cycles": f"{folder}/money"}
        for question, path in lists.items():
            count = edge_list(arguments.graph, path, MONEY_AND_SUPPLY if question else [])
            print(f"{count} edges{' for ' + question if question else ''}")
        for library in (Rustworkx, Igraph, Networkx):
            name = library.__name__.lower()
            able = [q for q in arguments.only if getattr(library, q)]
            for path, questions in ((lists[""], [q for q in able if q != "cycles"]), (lists["cycles"], [q for q in able if q == "cycles"])):
                if not questions:
                    continue
                told = answers(library, path, questions, arguments.limit)
                made, _ = told.get(None, ([float("nan")] * 2, None))
                row(name, "reading", made)
                for question in questions:
                    if question not in told:
                        print(f"{name:<11}{question:<12}not within {arguments.limit:.0f} s")
                        continue
                    took, answer = told[question]
                    alone, whole = took[1] / ours[question][1], (took[1] + made[1]) / ours[question][1]
                    row(name, question, took, f"{answer}; {alone:.1f} times techgraph's cpu, with reading {whole:.1f} times")


if __name__ == "__main__":
    main()

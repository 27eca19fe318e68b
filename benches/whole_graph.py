#!/usr/bin/env python3
"""Whole-graph questions on the million-edge graph: techgraph beside rustworkx, igraph and networkx, in one run.

    cargo bench --bench million -- --generate
    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install rustworkx igraph networkx scipy
    /tmp/venv/bin/python benches/whole_graph.py target/tmp/million.db target/release/techgraph

techgraph is timed from process start, reading the file included. For the libraries only the question counts; what
reading the file into them takes is told beside it. Each question has a time limit. A command that the program lacks is
told as missing.
"""

import argparse
import json
import multiprocessing
import sqlite3
import subprocess
import sys
import time

MONEY_AND_SUPPLY = ["invests_in", "lends_to", "supplies", "acquires"]
LONGEST = 4

COMMANDS = {
    "rank": ["rank", "--limit", "10"],
    "components": ["components", "--limit", "10"],
    "cycles": ["cycles", "--max-length", str(LONGEST), "--relation", ",".join(MONEY_AND_SUPPLY), "--limit", "10"],
}


def edges(path):
    """Subjects, objects and whether each edge is of money or supply; ends as numbers."""
    numbers = {}
    found = []
    rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
        "SELECT subject, object, relation FROM relation ORDER BY subject, relation, object"
    )
    for subject, object, relation in rows:
        pair = [numbers.setdefault(end, len(numbers)) for end in (subject, object)]
        found.append((*pair, relation in MONEY_AND_SUPPLY))
    return len(numbers), found


def part(found):
    """Each pair of money or supply once."""
    return sorted({(s, o) for s, o, counts in found if counts and s != o})


class Rustworkx:
    def __init__(self, count, found):
        import rustworkx

        self.lib = rustworkx
        self.graph = rustworkx.PyDiGraph()
        self.graph.add_nodes_from(range(count))
        self.graph.add_edges_from_no_data([(s, o) for s, o, _ in found])

    def rank(self):
        return len(self.lib.pagerank(self.graph, alpha=0.85, tol=1e-10))

    def components(self):
        return len(self.lib.weakly_connected_components(self.graph))

    cycles = None  # no bound on the length: it would not end


class Igraph:
    def __init__(self, count, found):
        import igraph

        self.graph = igraph.Graph(n=count, edges=[(s, o) for s, o, _ in found], directed=True)
        self.part = igraph.Graph(n=count, edges=part(found), directed=True)

    def rank(self):
        return len(self.graph.pagerank(damping=0.85))

    def components(self):
        return len(self.graph.connected_components(mode="weak"))

    def cycles(self):
        return len(self.part.simple_cycles(mode="out", max=LONGEST))


class Networkx:
    def __init__(self, count, found):
        import networkx

        self.lib = networkx
        self.graph = networkx.MultiDiGraph()
        self.graph.add_nodes_from(range(count))
        self.graph.add_edges_from((s, o) for s, o, _ in found)
        self.part = networkx.DiGraph(part(found))

    def rank(self):
        return len(self.lib.pagerank(self.graph, alpha=0.85, tol=1e-10 / len(self.graph)))

    def components(self):
        return self.lib.number_weakly_connected_components(self.graph)

    def cycles(self):
        return sum(1 for _ in self.lib.simple_cycles(self.part, length_bound=LONGEST))


def limited(ask, seconds):
    """Seconds and answer of a question asked in a process of its own; None where it takes longer or fails."""

    def work(end):
        started = time.perf_counter()
        answer = ask()
        end.send((time.perf_counter() - started, answer))

    here, there = multiprocessing.get_context("fork").Pipe()
    child = multiprocessing.get_context("fork").Process(target=work, args=(there,))
    child.start()
    there.close()
    try:
        return here.recv() if here.poll(seconds) else None
    except EOFError:
        return None
    finally:
        child.kill()
        child.join()


def command(program, graph, words, seconds):
    """Seconds of a command of the program: the second run, with a warm file cache."""
    words = [program, *words, "--format", "json", "--graph", graph]
    if subprocess.run([program, words[1], "--help"], capture_output=True).returncode != 0:
        return "missing"
    for _ in range(2):
        started = time.perf_counter()
        try:
            run = subprocess.run(words, capture_output=True, timeout=seconds)
        except subprocess.TimeoutExpired:
            return f"> {seconds} s"
        if run.returncode != 0:
            return "failed: " + run.stderr.decode().strip().splitlines()[0]
        json.loads(run.stdout)
        took = time.perf_counter() - started
    return took


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("graph")
    arguments.add_argument("program")
    arguments.add_argument("--limit", type=float, default=120, help="seconds a question")
    arguments.add_argument("--only", nargs="*", default=list(COMMANDS), choices=list(COMMANDS))
    arguments = arguments.parse_args()
    ours = {q: command(arguments.program, arguments.graph, COMMANDS[q], arguments.limit) for q in arguments.only}
    shown = lambda value: f"{value:.3f} s" if isinstance(value, float) else value
    for question, took in ours.items():
        print(f"techgraph   {question:<12}{shown(took):>12}   from process start")
    started = time.perf_counter()
    count, found = edges(arguments.graph)
    print(f"{count} entities, {len(found)} edges, read in {time.perf_counter() - started:.1f} s", flush=True)
    slower = []
    for library in (Rustworkx, Igraph, Networkx):
        started = time.perf_counter()
        graph = library(count, found)
        made = time.perf_counter() - started
        for question in arguments.only:
            ask = getattr(graph, question)
            took = limited(ask, arguments.limit) if ask else None
            seconds, answer = took or (None, "no bound on length" if ask is None else f"not within {arguments.limit:.0f} s")
            verdict = ""
            if seconds and isinstance(ours[question], float):
                verdict = f"{seconds / ours[question]:.1f} times techgraph's"
                if ours[question] > seconds:
                    slower.append(f"{question} ({library.__name__})")
            told = shown(seconds) if seconds else "-"
            print(f"{library.__name__.lower():<12}{question:<12}{told:>12}   {answer}; made in {made:.1f} s; {verdict}", flush=True)
        del graph
    if slower:
        sys.exit("slower than: " + ", ".join(slower))


if __name__ == "__main__":
    main()

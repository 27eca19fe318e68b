#!/usr/bin/env python3
"""The million-edge graph out into every format, and its lines in again: edges a second and the most memory held.

    cargo bench --bench million -- --generate
    python3 benches/exports.py target/tmp/million.db target/release/techgraph

Times are from process start to end, files written and the file cache warm; of some runs the quickest counts, since what
else a machine does only ever adds. Memory is what the system counted as the program's largest resident set. It ends with
status 1 where a format that streams is slower or larger than its limit.
"""

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EDGES_A_SECOND, MEGABYTES = 300_000, 300
# These draw or link a part: edges cannot just pass by.
NOT_STREAMING = {"mermaid", "obsidian"}


def formats(program):
    """The formats that this program was built with."""
    told = subprocess.run([program, "export", "--help"], capture_output=True, text=True, check=True).stdout
    values = told.split("Possible values:")[1].split("\n\n")[0]
    return re.findall(r"^\s+- ([a-z]+):", values, re.M)


def run(*command):
    """Seconds from start to end, megabytes and seconds of processor time that a command takes."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(map(str, command))} failed: {said}")
    return time.monotonic() - start, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def size(path):
    return sum(f.stat().st_size for f in path.rglob("*")) if path.is_dir() else path.stat().st_size


def remove(path):
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("graph", type=Path)
    asked.add_argument("program", type=Path)
    asked.add_argument("--only", default="", metavar="FORMAT,…", help="some formats; `load` loads what jsonl wrote")
    asked.add_argument("--runs", type=int, default=3, help="how often each format that streams is written")
    args = asked.parse_args()
    only = set(filter(None, args.only.split(",")))
    edges = sqlite3.connect(f"file:{args.graph}?mode=ro", uri=True).execute("SELECT count(*) FROM edge_row").fetchone()[0]
    missed = []

    def told(name, runs, written):
        seconds, memory, processor = min(r[0] for r in runs), max(r[1] for r in runs), min(r[2] for r in runs)
        rate = edges / seconds
        print(f"{name:<12}{seconds:>9.2f}{rate:>12,.0f}{processor:>10.2f}{memory:>11.0f}{written / 1e6:>11.0f}", flush=True)
        return edges / seconds >= EDGES_A_SECOND and memory <= MEGABYTES

    print(f"{edges:,} edges\n{'format':<12}{'seconds':>9}{'edges/s':>12}{'CPU s':>10}{'MB memory':>11}{'MB written':>11}")
    with tempfile.TemporaryDirectory(dir=args.graph.parent) as folder:
        for name in formats(args.program):
            if only and name not in only and not (name == "jsonl" and "load" in only):
                continue
            out, runs = Path(folder) / name, []
            for _ in range(1 if name in NOT_STREAMING else args.runs):
                remove(out)
                runs.append(run(args.program, "export", "--graph", args.graph, "--format", name, "-o", out))
            if not told(name, runs, size(out)) and name not in NOT_STREAMING:
                missed.append(name)
            if name == "jsonl" and (not only or "load" in only):
                loaded = out.with_name("loaded.db")
                runs = [run(args.program, "load", out, "--graph", loaded, "--quiet")]
                told("load", runs, size(loaded))
                remove(loaded)
            remove(out)
    if missed:
        sys.exit(f"slower than {EDGES_A_SECOND:,} edges a second or over {MEGABYTES} MB: {', '.join(missed)}")


main()

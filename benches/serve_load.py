#!/usr/bin/env python3
"""How fast `techgraph serve` answers: so many questions of `neighbors` a second for some seconds, over kept connections.

    techgraph --graph million.db serve --port 8420 &
    python3 benches/serve_load.py http://127.0.0.1:8420 --rate 200 --seconds 30

Questions leave on time whether or not earlier ones are answered, and the time of each counts from when it was due. The
entities asked about are drawn from the graph itself. Only this machine is ever asked.
"""

import argparse
import asyncio
import json
import random
import time
import urllib.parse
import urllib.request

MAX_RATE, MAX_SECONDS = 2000, 120


async def answers(queue, host, port, times, faults):
    """Asks what is in the queue over one connection."""
    reader, writer = await asyncio.open_connection(host, port)
    while True:
        due, target = await queue.get()
        writer.write(f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        length = next(int(l.split(":")[1]) for l in head.lower().split("\r\n") if l.startswith("content-length:"))
        body = await reader.readexactly(length)
        times.append(time.perf_counter() - due)
        if status != 200 or not json.loads(body)["edges"]:
            faults.append((target, status))
        queue.task_done()


async def load(address, rate, seconds, connections, targets):
    queue, times, faults = asyncio.Queue(), [], []
    workers = [asyncio.create_task(answers(queue, address.hostname, address.port, times, faults)) for _ in range(connections)]
    begun = time.perf_counter()
    for number in range(rate * seconds):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        queue.put_nowait((due, random.choice(targets)))
    await asyncio.wait_for(queue.join(), 60)
    for worker in workers:
        worker.cancel()
    return sorted(times), faults, time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--most", type=float, default=50.0, help="fail above this p99, in milliseconds")
    asked = parser.parse_args()
    address = urllib.parse.urlparse(asked.address)
    if address.hostname not in ("127.0.0.1", "localhost", "::1"):
        parser.error("only this machine is asked")
    rate, seconds = min(asked.rate, MAX_RATE), min(asked.seconds, MAX_SECONDS)
    random.seed(1)

    def get(path):
        with urllib.request.urlopen(f"{asked.address}/api/v1/{path}", timeout=60) as answer:
            return json.load(answer)

    total = get("entities?limit=1")["total"]
    ids = []
    for _ in range(20):
        offset = random.randrange(min(total, 100_000))
        ids += [entity["id"] for entity in get(f"entities?limit=100&offset={offset}")["entities"]]
    targets = [f"/api/v1/entities/{urllib.parse.quote(one, safe='')}/neighbors" for one in sorted(set(ids))]
    times, faults, took = asyncio.run(load(address, rate, seconds, asked.connections, targets))
    at = lambda share: 1000 * times[min(len(times) - 1, int(share * len(times)))]
    print(f"{len(times)} answers of {len(targets)} entities in {took:.1f} s ({len(times) / took:.0f} a second), {len(faults)} faults")
    print(f"p50 {at(0.5):.2f} ms, p90 {at(0.9):.2f} ms, p99 {at(0.99):.2f} ms, most {1000 * times[-1]:.2f} ms")
    if faults or at(0.99) > asked.most:
        raise SystemExit(f"too slow or wrong: {faults[:3]}")


main()

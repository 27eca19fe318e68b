"""Teachers of relations: small transformers that learn from the annotated articles and read the unlabelled ones.

Reads what `techgraph train pairs` writes, fine-tunes an encoder on the pairs of the annotated articles, once for each part that is
held out, and writes what the teachers think on average of the pairs of the unlabelled articles: the file that `techgraph train
relations` learns from beside the annotated articles.
An unlabelled article that repeats an annotated one, of the development set too, is left out.

    cp -r data/models MODELS
    techgraph train --data DATA --out MODELS pairs
    pip install torch tokenizers safetensors
    python training/relations.py --pairs MODELS/pairs.jsonl --data DATA --encoder MINILM --out training/relations.tsv.gz

MINILM is a folder with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. On two cores about 50 minutes. Another
machine or another release of torch gives slightly other numbers.
"""

import argparse
import json
import typing

import torch
import torch.nn as nn
import torch.nn.functional as F

from encoder import SEED, Encoder, learn, padded, read, repeats, tokenizer, write

# The head learns so many times as fast as the encoder.
HEAD_RATE = 5
# Windows of like length are sought among so many.
POOL = 2000
# For each of these parts of the annotated articles a teacher that does not see it; how well it does there is printed.
HELD_OUT = 0, 1
# Tokens of a window.
LONGEST = 200
# Log odds below this are not written.
FLOOR = -4
# Windows that are read at a time.
TOGETHER = 8000


class Window(typing.NamedTuple):
    """Some text with marked mentions."""

    ids: list
    # The pairs that the teacher judges.
    asked: list
    # The token of each mention's mark.
    places: list
    # The window as `techgraph train pairs` wrote it.
    source: dict


class Teacher(nn.Module):
    """Log odds of every reading for pairs of mentions, from the states of the marks before them."""

    def __init__(self, encoder, readings, hidden=192):
        super().__init__()
        self.readings = readings
        self.encoder = Encoder(encoder)
        self.first, self.second = nn.Linear(Encoder.width, hidden), nn.Linear(Encoder.width, hidden)
        self.distance = nn.Embedding(12, hidden)
        self.out = nn.Linear(3 * hidden, readings)
        self.out.bias.data.fill_(-4)

    def forward(self, ids, lengths, row, first, second, distance):
        x = self.encoder(ids, lengths)
        a, b = self.first(x[row, first]), self.second(x[row, second])
        pair = F.gelu(torch.cat([a + self.distance(distance), b, a * b], -1))
        return self.out(F.dropout(pair, 0.1, self.training))

    def tensors(self, windows):
        pairs, truths = [], []
        for row, window in enumerate(windows):
            for first, second, known, _ in window.asked:
                distance = min(abs(second - first), 5) + 6 * window.source["gap"]
                pairs.append((row, window.places[first], window.places[second], distance))
                truths.append(self.truth(known or []))
        ids, lengths = padded([w.ids for w in windows]), torch.tensor([len(w.ids) for w in windows])
        return ids, lengths, *torch.tensor(pairs).T, torch.stack(truths).float()

    def truth(self, known):
        """One for the readings that a pair has, zero for the others."""
        return F.one_hot(torch.tensor(known, dtype=torch.long), self.readings).sum(0)

    def loss(self, odds, truths):
        return F.binary_cross_entropy_with_logits(odds, truths, reduction="sum") / len(truths)


class Marker:
    """Turns a window into tokens with a mark before each mention that tells its type and kind."""

    def __init__(self, encoder):
        self.tokens, self.start, self.end = tokenizer(encoder)
        self.marks = [self.tokens.token_to_id(f"[unused{n}]") for n in range(1, 40)]

    def __call__(self, window, labelled):
        found = self.tokens.encode(window["text"], add_special_tokens=False)
        mentions = window["mentions"]
        waiting = sorted(range(len(mentions)), key=lambda m: (mentions[m][0], -mentions[m][1]), reverse=True)
        ids, places = [self.start], [0] * len(mentions)
        for token, (start, _) in [*zip(found.ids, found.offsets), (self.end, (len(window["text"]), 0))]:
            while waiting and mentions[waiting[-1]][0] <= start:
                mention = waiting.pop()
                places[mention] = len(ids)
                ids.append(self.marks[mentions[mention][2] * 4 + mentions[mention][3]])
            ids.append(token)
        ids = [*ids[: LONGEST - 1], self.end]
        reached = [p for p in window["pairs"] if max(places[p[0]], places[p[1]]) < len(ids) - 1]
        pairs = [p for p in reached if p[2] is not None or not labelled]
        return Window(ids, pairs, places, window)


def score(model, windows):
    """Average precision over pairs and readings of one sentence."""
    windows = [w for w in windows if w.source["gap"] == 0]
    odds = torch.cat(read(model, windows)).flatten()
    truth = torch.cat([model.truth(p[2]) for w in windows for p in w.asked])
    right = truth[odds.argsort(descending=True)].float()
    precision = right.cumsum(0) / torch.arange(1, len(right) + 1)
    return ((precision * right).sum() / right.sum()).item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pairs", "data", "encoder", "out"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    marker = Marker(args.encoder)
    with open(args.pairs) as lines:
        labels = json.loads(next(lines))
        annotated = [w for w in map(json.loads, lines) if w["set"] != "news"]
    marked = lambda wanted: [m for m in (marker(w, True) for w in annotated if wanted(w)) if m.asked]
    models = []
    for part in HELD_OUT:
        windows = marked(lambda w: w["set"] == "whole" and w["part"] != part)
        models.append(learn(lambda: Teacher(args.encoder, len(labels)), windows, HEAD_RATE, POOL, SEED + part))
        held_out = marked(lambda w: w["set"] == "found" and w["part"] == part)
        print(f"average precision on part {part}, held out: {score(models[-1], held_out):.3f}", flush=True)
    left_out, rows, waiting, told = repeats(args.data), [], [], set()

    def flush():
        for window, *found in zip(waiting, *(read(model, waiting) for model in models)):
            for pair, odds in zip(window.asked, torch.stack(found).mean(0)):
                said = [f"{labels[n]}:{odds[n]:.1f}" for n in (odds > FLOOR).nonzero()[:, 0]]
                if said:
                    rows.append("\t".join([window.source["article"], *map(str, pair[3]), *said]))
        print(f"{len(told)} articles read", flush=True)
        waiting.clear()

    with open(args.pairs) as lines:
        next(lines)
        for window in map(json.loads, lines):
            if window["set"] != "news" or window["article"] in left_out:
                continue
            if window["article"] not in told:
                told.add(window["article"])
                rows.append(window["article"])
            marked_window = marker(window, False)
            if marked_window.asked:
                waiting.append(marked_window)
            if len(waiting) == TOGETHER:
                flush()
    flush()
    write(args.out, rows)


if __name__ == "__main__":
    main()

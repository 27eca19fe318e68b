"""A teacher of relations: a small transformer that learns from the annotated articles and reads the unlabelled ones.

Reads what `techgraph train pairs` writes, fine-tunes an encoder on the pairs of the annotated articles, and writes what it thinks
of the pairs of the unlabelled articles: the file that `techgraph train relations` learns from beside the annotated articles.
An unlabelled article that repeats an annotated one, of the development set too, is left out.

    cp -r data/models /tmp/teacher
    techgraph train --data ../shared --out /tmp/teacher pairs
    pip install torch tokenizers safetensors
    python training/teacher.py --pairs /tmp/teacher/pairs.jsonl --data ../shared --encoder MINILM --out training/relations.tsv.gz

MINILM is a folder with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. On two cores about 30 minutes. Another
machine or another release of torch gives slightly other numbers.
"""

import argparse
import collections
import gzip
import json
import pathlib
import random
import re

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer

SEED = 1
EPOCHS = 4
RATE = 1.5e-4
HEAD_RATE = 5 * RATE
# The part of the annotated articles that the teacher does not see; how well it does there is printed.
HELD_OUT = 0
# Tokens of a batch, tokens of a window.
BATCH, LONGEST = 1500, 200
# Log odds below this are not written.
FLOOR = -4
# An unlabelled article repeats an annotated one that it shares so many runs of eight words with, or this share of its own.
RUN, SHARED, SHARE = 8, 25, 0.15


class Layer(nn.Module):
    """A layer of BERT."""

    def __init__(self, weights, name, width=384, heads=12):
        super().__init__()
        self.heads = heads

        def linear(*parts):
            stacked = [nn.Parameter(torch.cat([weights[f"{name}{p}.{kind}"] for p in parts])) for kind in ("weight", "bias")]
            layer = nn.Linear(stacked[0].shape[1], stacked[0].shape[0])
            layer.weight, layer.bias = stacked
            return layer

        def norm(part):
            layer = nn.LayerNorm(width, 1e-12)
            layer.weight, layer.bias = (nn.Parameter(weights[f"{name}{part}.{kind}"].clone()) for kind in ("weight", "bias"))
            return layer

        self.attention = linear(*(f"attention.self.{part}" for part in ("query", "key", "value")))
        self.attended, self.first_norm = linear("attention.output.dense"), norm("attention.output.LayerNorm")
        self.wide, self.narrow = linear("intermediate.dense"), linear("output.dense")
        self.second_norm = norm("output.LayerNorm")

    def forward(self, x, mask):
        count, length, width = x.shape
        parts = self.attention(x).view(count, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(*parts, attn_mask=mask).transpose(1, 2).reshape(x.shape)
        x = self.first_norm(x + F.dropout(self.attended(seen), 0.1, self.training))
        return self.second_norm(x + F.dropout(self.narrow(F.gelu(self.wide(x))), 0.1, self.training))


class Teacher(nn.Module):
    """Log odds of every reading for pairs of mentions, from the states of the marks before them."""

    def __init__(self, encoder, readings, hidden=192):
        super().__init__()
        weights = load_file(pathlib.Path(encoder, "model.safetensors"))
        self.words = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"], freeze=True)
        self.places = nn.Parameter(weights["embeddings.position_embeddings.weight"].clone())
        self.kind = nn.Parameter(weights["embeddings.token_type_embeddings.weight"][0].clone())
        self.norm = nn.LayerNorm(384, 1e-12)
        self.norm.weight.data, self.norm.bias.data = (weights[f"embeddings.LayerNorm.{k}"].clone() for k in ("weight", "bias"))
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{n}.") for n in range(6))
        self.first, self.second = nn.Linear(384, hidden), nn.Linear(384, hidden)
        self.distance = nn.Embedding(12, hidden)
        self.out = nn.Linear(3 * hidden, readings)
        self.out.bias.data.fill_(-4)

    def forward(self, ids, lengths, row, first, second, distance):
        length = ids.shape[1]
        seen = torch.arange(length)[None] < lengths[:, None]
        mask = torch.zeros(len(ids), 1, 1, length).masked_fill(~seen[:, None, None, :], -1e4)
        x = self.norm(self.words(ids) + self.places[:length] + self.kind)
        x = F.dropout(x, 0.1, self.training)
        for layer in self.layers:
            x = layer(x, mask.bfloat16())
        a, b = self.first(x[row, first]), self.second(x[row, second])
        pair = F.gelu(torch.cat([a + self.distance(distance), b, a * b], -1))
        return self.out(F.dropout(pair, 0.1, self.training))


class Marker:
    """Turns a window into tokens with a mark before each mention that tells its type and kind."""

    def __init__(self, encoder):
        self.tokens = Tokenizer.from_file(str(pathlib.Path(encoder, "tokenizer.json")))
        self.tokens.no_truncation()
        self.tokens.no_padding()
        self.marks = [self.tokens.token_to_id(f"[unused{n}]") for n in range(1, 40)]
        self.start, self.end = (self.tokens.token_to_id(name) for name in ("[CLS]", "[SEP]"))

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
        return ids, places, pairs, window


def batches(windows, tokens, shuffle):
    """Windows of like length together."""
    order = list(range(len(windows)))
    length = lambda n: len(windows[n][0])
    size = 2000 if shuffle else len(order) or 1
    if shuffle:
        random.shuffle(order)
    done = []
    for at in range(0, len(order), size):
        batch = []
        for n in sorted(order[at : at + size], key=length):
            if batch and length(n) * (len(batch) + 1) > tokens:
                done.append(batch)
                batch = []
            batch.append(n)
        done.append(batch)
    if shuffle:
        random.shuffle(done)
    return done


def tensors(windows, batch, readings):
    ids = torch.zeros(len(batch), max(len(windows[n][0]) for n in batch), dtype=torch.long)
    lengths, pairs, truths = [], [], []
    for row, n in enumerate(batch):
        tokens, places, wanted, window = windows[n]
        ids[row, : len(tokens)] = torch.tensor(tokens)
        lengths.append(len(tokens))
        for first, second, known, _ in wanted:
            pairs.append((row, places[first], places[second], min(abs(second - first), 5) + 6 * window["gap"]))
            truths.append(F.one_hot(torch.tensor(known or [], dtype=torch.long), readings).sum(0))
    return ids, torch.tensor(lengths), *torch.tensor(pairs).T, torch.stack(truths).float()


def learn(windows, encoder, readings):
    torch.manual_seed(SEED)
    random.seed(SEED)
    model = Teacher(encoder, readings).train()
    own = ("first", "second", "distance", "out")
    head = [p for name, p in model.named_parameters() if name.startswith(own)]
    body = [p for name, p in model.named_parameters() if not name.startswith((*own, "words"))]
    groups = [{"params": body, "lr": RATE, "full": RATE}, {"params": head, "lr": HEAD_RATE, "full": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps, step = EPOCHS * len(batches(windows, BATCH, False)), 0
    for epoch in range(EPOCHS):
        for batch in batches(windows, BATCH, True):
            pace = min(1, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = group["full"] * pace
            *given, truths = tensors(windows, batch, readings)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                odds = model(*given)
            loss = F.binary_cross_entropy_with_logits(odds.float(), truths, reduction="sum") / len(truths)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % 100 == 0:
                print(f"epoch {epoch + 1}, step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return model.eval()


@torch.no_grad()
def read(model, windows, readings):
    """Log odds of the pairs of each window."""
    found = [None] * len(windows)
    for batch in batches(windows, 4 * BATCH, False):
        *given, _ = tensors(windows, batch, readings)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            odds = list(model(*given).float())
        for n in batch:
            count = len(windows[n][2])
            found[n], odds = odds[:count], odds[count:]
    return found


def score(model, windows, readings):
    """Average precision over pairs and readings of one sentence."""
    windows = [w for w in windows if w[3]["gap"] == 0]
    odds = torch.cat([row for found in read(model, windows, readings) for row in found])
    truth = torch.cat([F.one_hot(torch.tensor(p[2], dtype=torch.long), readings).sum(0) for w in windows for p in w[2]])
    right = truth[odds.argsort(descending=True)].float()
    precision = right.cumsum(0) / torch.arange(1, len(right) + 1)
    return ((precision * right).sum() / right.sum()).item()


def runs(text):
    words = re.sub(r"\W+", " ", text.lower()).split()
    return [" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)]


def repeats(data):
    """The unlabelled articles that repeat an annotated one, by id."""
    gold = [json.loads(line) for part in ("train", "dev") for line in open(pathlib.Path(data, f"gold/{part}.jsonl"))]
    ids, owners = {article["id"] for article in gold}, collections.defaultdict(set)
    for n, article in enumerate(gold):
        for run in runs(article["text"]):
            owners[run].add(n)
    out = set(ids)
    for part in ("articles", "short"):
        for line in gzip.open(pathlib.Path(data, f"news/{part}.jsonl.gz"), "rt"):
            article = json.loads(line)
            own = runs(article["text"])
            shared = collections.Counter(n for run in own for n in owners.get(run, ()))
            most = max(shared.values(), default=0)
            if most >= SHARED or most >= SHARE * max(1, len(own)):
                out.add(article["id"])
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pairs", "data", "encoder", "out"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    marker = Marker(args.encoder)
    with open(args.pairs) as lines:
        labels = json.loads(next(lines))
        annotated = [w for w in map(json.loads, lines) if w["set"] != "news"]
    marked = lambda wanted: [m for m in (marker(w, True) for w in annotated if wanted(w)) if m[2]]
    model = learn(marked(lambda w: w["set"] == "whole" and w["part"] != HELD_OUT), args.encoder, len(labels))
    held_out = marked(lambda w: w["set"] == "found" and w["part"] == HELD_OUT)
    print(f"average precision on the part held out: {score(model, held_out, len(labels)):.3f}", flush=True)
    left_out, rows, waiting, told = repeats(args.data), [], [], set()

    def flush():
        for (_, _, pairs, window), found in zip(waiting, read(model, waiting, len(labels))):
            for pair, odds in zip(pairs, found):
                said = [f"{labels[n]}:{odds[n]:.1f}" for n in (odds > FLOOR).nonzero()[:, 0]]
                if said:
                    rows.append("\t".join([window["article"], *map(str, pair[3]), *said]))
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
            if marked_window[2]:
                waiting.append(marked_window)
            if len(waiting) == 8000:
                flush()
    flush()
    with open(args.out, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(("\n".join(rows) + "\n").encode())


if __name__ == "__main__":
    main()

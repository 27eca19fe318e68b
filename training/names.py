"""A teacher of names: a small transformer that learns from the annotated articles and reads the unlabelled ones.

Reads what `techgraph train names` writes, fine-tunes an encoder on the words of the annotated articles, and writes which words of
the unlabelled articles it thinks to be in a name. A row an article: its id, the byte after which nothing was read, then each
word that may be in a name with its first byte and the percents of its labels, as in `47:U-product=93,O=5`. An unlabelled article
that repeats an annotated one, of the development set too, is left out.

    cp -r data/models MODELS
    techgraph train --data DATA --out MODELS names
    pip install torch tokenizers safetensors
    python training/names.py --names MODELS/names.jsonl --data DATA --encoder MINILM --out training/names.tsv.gz

With `--hold-out` it learns from three of the four parts, tells how well it finds the names of the fourth, and writes nothing.
MINILM is a folder with `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. On two cores about 25 minutes. Another
machine or another release of torch gives slightly other numbers.
"""

import argparse
import json
import typing

import torch
import torch.nn as nn
import torch.nn.functional as F

from encoder import Encoder, learn, padded, read, repeats, tokenizer, write

# The head learns so many times as fast as the encoder.
HEAD_RATE = 3
# Windows of like length are sought among so many.
POOL = 1000
# The part of the annotated articles that the teacher does not see with `--hold-out`.
HELD_OUT = 0
# A window takes sentences up to so many tokens. Of a longer sentence it reads the words that begin before token CUT.
LONGEST, CUT = 180, 250
# Tokens of a word.
WORD = 8
# In training so many windows do without the gazetteer: it must not be all that tells a name.
BLIND = 0.25
# Of an unlabelled article, sentences are read until so many words are.
MOST = 350
# The byte after which nothing was read where everything was.
ALL = 2**32 - 1
# A word so surely outside is not written, nor a label of lower probability.
OUTSIDE, LEAST = 0.97, 0.03
# Articles that are read at a time.
TOGETHER = 500


class Window(typing.NamedTuple):
    """Some sentences of an article."""

    ids: list
    # The first token of each word.
    asked: list
    # Of each token, the shape of its word and what the gazetteers know of it.
    shapes: list
    known: list
    # Of each word, the labels it may have, as bits, and its first byte.
    allowed: list
    starts: list


class Teacher(nn.Module):
    """Scores of every label for words, from the states of their first tokens."""

    def __init__(self, encoder, labels):
        super().__init__()
        self.bits = 1 << torch.arange(labels)
        self.encoder = Encoder(encoder)
        self.shape, self.known = nn.Embedding(10, Encoder.width), nn.Embedding(256, Encoder.width)
        nn.init.normal_(self.shape.weight, 0, 0.02)
        nn.init.zeros_(self.known.weight)
        self.hidden = nn.Linear(Encoder.width, Encoder.width)
        self.out = nn.Linear(Encoder.width, labels)

    def forward(self, ids, lengths, shapes, known, row, place):
        if self.training:
            known = known * (torch.rand(len(ids), 1) > BLIND)
        x = self.encoder(ids, lengths, self.shape(shapes), self.known(known))
        return self.out(F.dropout(F.gelu(self.hidden(x[row, place])), 0.1, self.training))

    def tensors(self, windows):
        ids, shapes, known = (padded([getattr(w, name) for w in windows]) for name in ("ids", "shapes", "known"))
        lengths = torch.tensor([len(w.ids) for w in windows])
        words = [(row, place) for row, window in enumerate(windows) for place in window.asked]
        truths = torch.tensor([allowed for window in windows for allowed in window.allowed])
        return ids, lengths, shapes, known, *torch.tensor(words).T, truths

    def loss(self, scores, truths):
        """How unlikely the allowed labels together are, over the words of which something is known."""
        wrong = (truths[:, None] & self.bits) == 0
        likely = scores.log_softmax(-1).masked_fill(wrong, -1e9).logsumexp(-1)
        return -likely[truths != self.bits.sum()].mean()


def shape(word):
    """What a word looks like, 0 to 8: the tokenizer lowers its letters."""
    if not any(c.isalnum() for c in word):
        return 0
    if any(c.isdigit() for c in word):
        return 1 if word[0].isdigit() else 2 if word[0].isupper() else 3
    if word.islower():
        return 4
    if len(word) > 1 and word.isupper():
        return 5
    if len(word) == 1 or word[0].isupper() and word[1:].islower():
        return 6
    return 7 if word[0].isupper() else 8


class Cutter:
    """Cuts sentences into windows of tokens."""

    def __init__(self, encoder, labels):
        self.tokens, self.start, self.end = tokenizer(encoder)
        self.unknown = self.tokens.token_to_id("[UNK]")
        self.any = 2**labels - 1
        self.words = {}

    def word(self, word):
        """The tokens of a word."""
        if word not in self.words:
            self.words[word] = self.tokens.encode(word, add_special_tokens=False).ids[:WORD] or [self.unknown]
        return self.words[word]

    def __call__(self, sentences):
        windows, together, size = [], [], 2
        for sentence in sentences:
            length = sum(len(self.word(word)) for word in sentence["words"])
            if together and size + length > LONGEST:
                windows.append(self.window(together))
                together, size = [], 2
            together.append(sentence)
            size += length
        return [*windows, self.window(together)] if together else windows

    def window(self, sentences):
        # The start and the end of a window have a shape of their own.
        window = Window([self.start], [], [9], [0], [], [])
        for sentence in sentences:
            labels = sentence.get("allowed") or [self.any] * len(sentence["words"])
            for word, start, known, allowed in zip(sentence["words"], sentence["starts"], sentence["known"], labels):
                if len(window.ids) >= CUT:
                    break
                ids = self.word(word)
                window.asked.append(len(window.ids))
                window.ids.extend(ids)
                window.shapes.extend([shape(word)] * len(ids))
                window.known.extend([known] * len(ids))
                window.allowed.append(allowed)
                window.starts.append(start)
        window.ids.append(self.end)
        window.shapes.append(9)
        window.known.append(0)
        return window


def judge(model, cutter, articles):
    """Of each article, the probabilities of the labels of the words read, by the word's first byte."""
    windows = [cutter(article["sentences"]) for article in articles]
    said = iter(read(model, [window for own in windows for window in own]))
    for own in windows:
        yield {start: row for window in own for start, row in zip(window.starts, next(said).softmax(-1).tolist())}


def spans(labels):
    """The names that the labels of a sentence tell: first word, last word, type. Labels that do not fit together tell none."""
    found, first, begun = set(), None, None
    for n, label in enumerate(labels):
        place, _, kind = label.partition("-")
        if place in "BU":
            first, begun = n, kind
        elif kind != begun:
            begun = None
        if place in "LU" and begun:
            found.add((first, n, kind))
        if place in "LU":
            begun = None
    return found


def score(model, cutter, articles, labels):
    """Precision, recall and F1 of names. A name with a word of which nothing is known counts neither way."""
    right = told = true = 0
    one = {1 << n: label for n, label in enumerate(labels)}
    for article, said in zip(articles, judge(model, cutter, articles)):
        for sentence in article["sentences"]:
            sure = [allowed in one for allowed in sentence["allowed"]]
            truth = spans([one.get(allowed, "O") for allowed in sentence["allowed"]])
            rows = [said.get(start) for start in sentence["starts"]]
            found = spans([labels[row.index(max(row))] if row else "O" for row in rows])
            found = {span for span in found if all(sure[span[0] : span[1] + 1])}
            right, told, true = right + len(found & truth), told + len(found), true + len(truth)
    return right / max(1, told), right / max(1, true), 2 * right / max(1, told + true)


def beginning(sentences):
    """The sentences of which an article's first words are, and the byte after which nothing is read."""
    count = words = 0
    while count < len(sentences) and words < MOST:
        words += len(sentences[count]["words"])
        count += 1
    return sentences[:count], next((s["starts"][0] for s in sentences[count:] if s["starts"]), ALL)


def cell(start, row, labels):
    """A word and the labels that it may have, the most probable first."""
    likely = sorted((n for n in range(len(row)) if row[n] > LEAST), key=lambda n: -row[n])
    return f"{start}:" + ",".join(f"{labels[n]}={100 * row[n]:.0f}" for n in likely)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("names", "encoder"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("data", "out"):
        parser.add_argument(f"--{name}", help="needed without --hold-out")
    parser.add_argument("--hold-out", action="store_true")
    args = parser.parse_args()
    if not args.hold_out and not (args.data and args.out):
        parser.error("--data and --out are needed without --hold-out")

    def articles(kind):
        with open(args.names) as lines:
            next(lines)
            yield from (article for article in map(json.loads, lines) if article["set"] == kind)

    with open(args.names) as lines:
        labels = json.loads(next(lines))
    cutter = Cutter(args.encoder, len(labels))
    gold = list(articles("gold"))
    seen = [a for a in gold if not args.hold_out or a["part"] != HELD_OUT]
    windows = [w for a in seen for w in cutter(a["sentences"]) if any(allowed != cutter.any for allowed in w.allowed)]
    model = learn(lambda: Teacher(args.encoder, len(labels)), windows, HEAD_RATE, POOL)
    if args.hold_out:
        held_out = [a for a in gold if a["part"] == HELD_OUT and a["complete"]]
        precision, recall, f1 = score(model, cutter, held_out, labels)
        print(f"names of the part held out: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")
        return
    left_out, rows, waiting = repeats(args.data), [], []

    def flush():
        for (article, end), said in zip(waiting, judge(model, cutter, [article for article, _ in waiting])):
            cells = [cell(start, row, labels) for start, row in said.items() if row[0] <= OUTSIDE]
            rows.append("\t".join([article["article"], str(end), *cells]))
        print(f"{len(rows)} articles read", flush=True)
        waiting.clear()

    for article in articles("news"):
        if article["article"] not in left_out:
            article["sentences"], end = beginning(article["sentences"])
            waiting.append((article, end))
        if len(waiting) == TOGETHER:
            flush()
    flush()
    write(args.out, rows)


if __name__ == "__main__":
    main()

"""What the teachers share: a pretrained encoder, how it is fine-tuned and asked, and what is left out and written.

A teacher is a module with `encoder`, its head beside it, and two methods: `tensors(windows)` gives what `forward` takes and, last,
what is true; `loss(said, truths)` compares what `forward` gave with it. A window is a piece of an article: `ids` are its
tokens, `asked` is what the teacher tells something of, a row of `forward` each.
"""

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
# Tokens of a batch that is learned from, of one that is only read.
BATCH, READ_BATCH = 1500, 6000
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


class Encoder(nn.Module):
    """BERT of six layers. The embeddings of words stay as they are: the annotated articles hold few of them."""

    width = 384

    def __init__(self, folder):
        super().__init__()
        weights = load_file(pathlib.Path(folder, "model.safetensors"))
        self.words = nn.Embedding.from_pretrained(weights["embeddings.word_embeddings.weight"], freeze=True)
        self.places = nn.Parameter(weights["embeddings.position_embeddings.weight"].clone())
        self.kind = nn.Parameter(weights["embeddings.token_type_embeddings.weight"][0].clone())
        self.norm = nn.LayerNorm(self.width, 1e-12)
        self.norm.weight.data, self.norm.bias.data = (weights[f"embeddings.LayerNorm.{k}"].clone() for k in ("weight", "bias"))
        self.layers = nn.ModuleList(Layer(weights, f"encoder.layer.{n}.") for n in range(6))

    def forward(self, ids, lengths, *extra):
        """States of tokens; `extra` are embeddings to add to those of the tokens."""
        length = ids.shape[1]
        seen = torch.arange(length)[None] < lengths[:, None]
        mask = torch.zeros(len(ids), 1, 1, length).masked_fill(~seen[:, None, None, :], -1e4)
        x = self.norm(sum(extra, self.words(ids) + self.places[:length] + self.kind))
        x = F.dropout(x, 0.1, self.training)
        for layer in self.layers:
            x = layer(x, mask.bfloat16())
        return x


def tokenizer(folder):
    """The tokenizer of an encoder, and its tokens for the start and the end of a text."""
    tokens = Tokenizer.from_file(str(pathlib.Path(folder, "tokenizer.json")))
    tokens.no_truncation()
    tokens.no_padding()
    return tokens, *(tokens.token_to_id(name) for name in ("[CLS]", "[SEP]"))


def padded(rows):
    """Lists of numbers as one tensor, the shorter ones filled with zeros."""
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def batches(windows, tokens, pool=None):
    """Batches of windows of like length, as their numbers. With a pool they come in random order, and windows of like length
    are sought only among so many at a time, that epochs differ."""
    order = list(range(len(windows)))
    length = lambda n: len(windows[n].ids)
    if pool:
        random.shuffle(order)
    size, done = pool or len(order) or 1, []
    for at in range(0, len(order), size):
        batch = []
        for n in sorted(order[at : at + size], key=length):
            if batch and length(n) * (len(batch) + 1) > tokens:
                done.append(batch)
                batch = []
            batch.append(n)
        done.append(batch)
    if pool:
        random.shuffle(done)
    return done


def learn(build, windows, head_rate, pool, seed=SEED):
    """The teacher that `build` makes, fine-tuned on windows; its head learns `head_rate` times as fast as its encoder."""
    torch.manual_seed(seed)
    random.seed(seed)
    model = build().train()
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    head = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": p, "lr": rate, "full": rate} for p, rate in ((body, RATE), (head, head_rate * RATE))]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps, step = EPOCHS * len(batches(windows, BATCH)), 0
    for epoch in range(EPOCHS):
        for batch in batches(windows, BATCH, pool):
            pace = min(1, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = group["full"] * pace
            *given, truths = model.tensors([windows[n] for n in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = model(*given)
            loss = model.loss(said.float(), truths)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            if step % 100 == 0:
                print(f"epoch {epoch + 1}, step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return model.eval()


@torch.no_grad()
def read(model, windows):
    """What a teacher says of each window: a row for whatever is asked there."""
    found = [None] * len(windows)
    for batch in batches(windows, READ_BATCH):
        together = [windows[n] for n in batch]
        *given, _ = model.tensors(together)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = model(*given).float()
        for n, rows in zip(batch, said.split([len(window.asked) for window in together])):
            found[n] = rows
    return found


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


def write(path, rows):
    """Writes rows compressed, without time and name: the same rows give the same file."""
    with open(path, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
        packed.write(("\n".join(rows) + "\n").encode())

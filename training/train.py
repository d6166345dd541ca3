"""Fine-tunes the encoder on the training dialogues.

    python training/train.py --name main
    python training/train.py --name second --from main --epochs 2 --rate 1.5e-4

The dialogues of held-out.txt are left out, unless told otherwise.
Writes training/work/<name>.pt (weights), its tokenizer and training/work/<name>.npz (logits and targets of the
dialogues left out).
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from pathlib import Path
from typing import Any

import compile as texts
import e5
import numpy as np
import torch
import vocabulary
from data import Sample, donors, grafted, samples
from labels import OUTPUTS
from network import Network, arrays
from tokenizers import Tokenizer
from torch.nn import functional as F  # noqa: N812

from belwijs.dialogue.encoding import SPECIAL_TOKENS

WORK = Path(__file__).parent / "work"
SEED = 20261122
TOKENS = 1100  # padded tokens in a batch
RATE, HEAD_RATE, DECAY, AVERAGE = 3e-4, 3e-3, 0.9, 0.99
MIX = 5  # the layer before which the learned meaning of special tokens is added
FORGOTTEN = 0.08  # share of tokens blanked while training


def held_out() -> set[str]:
    """Ids of the dialogues that are never trained on: a tenth, drawn evenly over files and styles."""
    return set((WORK.parent / "held-out.txt").read_text(encoding="utf-8").split())


def batches(windows: list[Sample], rng: random.Random) -> list[list[Sample]]:
    """Windows of like length together, the batches in random order."""
    order = sorted(windows, key=lambda s: len(s.window.ids) + rng.uniform(-20, 20))
    made: list[list[Sample]] = [[]]
    for sample in order:
        longest = max([len(s.window.ids) for s in made[-1]] + [len(sample.window.ids)])
        if made[-1] and longest * (len(made[-1]) + 1) > TOKENS:
            made.append([])
        made[-1].append(sample)
    rng.shuffle(made)
    return made


def tensors(batch: list[Sample]) -> tuple[tuple[torch.Tensor, ...], torch.Tensor, torch.Tensor]:
    """Inputs, targets and mask (1 where the output counts) of a batch."""
    ins = arrays(
        [s.window.ids for s in batch], [s.window.turns for s in batch], [s.window.markers for s in batch], e5.PAD
    )
    n = max(len(s.targets) for s in batch)
    targets, mask = (torch.zeros(len(batch), n, len(OUTPUTS)) for _ in range(2))
    for row, s in enumerate(batch):
        targets[row, : len(s.targets)] = torch.from_numpy(s.targets)
        mask[row, : len(s.targets)] = torch.from_numpy(s.legal)
    return ins, targets, mask


def weights(dialogues: list[list[Sample]]) -> torch.Tensor:
    """How much more a positive of each label counts: the rarer, the more, up to five times."""
    positive, legal = np.zeros(len(OUTPUTS)), np.zeros(len(OUTPUTS))
    for d in dialogues:
        for s in d:
            positive += (s.targets * s.legal).sum(0)
            legal += s.legal.sum(0)
    return torch.tensor(np.clip(0.5 * np.sqrt((legal - positive) / np.maximum(positive, 1)), 1, 5), dtype=torch.float32)


@torch.no_grad()
def below(
    net: Network, batch: list[Sample], ins: tuple[torch.Tensor, ...], kept: dict[int, torch.Tensor]
) -> torch.Tensor:
    """What the frozen layers make of a batch, computed once for each window and kept in half precision."""
    if any(id(s) not in kept for s in batch):
        for s, x in zip(batch, net.below(ins[0], ins[1]), strict=True):
            kept[id(s)] = x[: len(s.window.ids)].half().clone()
    x = torch.zeros(*ins[0].shape, len(net.position[0]))
    for row, s in enumerate(batch):
        x[row, : len(s.window.ids)] = kept[id(s)].float()
    return x


def groups(net: Network, top: float) -> list[dict[str, Any]]:
    """Parameters with their learning rates: lower layers move less."""
    heads = [*net.head.parameters(), *net.look.parameters(), *net.tell.parameters()]
    made: list[dict[str, Any]] = [{"params": heads, "lr": HEAD_RATE * top / RATE, "weight_decay": 0.01}]
    made.append({"params": [net.meaning], "lr": HEAD_RATE, "weight_decay": 0.0})
    depth = len(net.layers)
    for i, layer in enumerate(net.layers):
        rate = top * DECAY ** (depth - 1 - i)
        trainable = [p for p in layer.parameters() if p.requires_grad]
        if trainable:
            made.append({"params": trainable, "lr": rate, "weight_decay": 0.01})
    return made


@torch.no_grad()
def predict(net: Network, dialogues: list[list[Sample]]) -> np.ndarray[Any, Any]:
    """Logits (turns, labels) of all turns of these dialogues, in order."""
    net.eval()
    found = []
    for windows in dialogues:
        for s in windows:
            ins, _, _ = tensors([s])
            found.append(net(*ins)[0, s.window.first - s.window.start :].numpy())
    return np.concatenate(found)


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--name", required=True)
    options.add_argument("--all", action="store_true", help="leave nothing out")
    options.add_argument("--without", nargs="*", default=[], metavar="ROUND", help="rounds of texts that are left out")
    options.add_argument("--epochs", type=int, default=5)
    options.add_argument("--layers", type=int, default=8)
    options.add_argument("--frozen", type=int, default=5, help="lowest layers that stay as they are")
    options.add_argument(
        "--variants", type=int, default=2, help="as written, and so many less one distorted copies, taken in turn"
    )
    options.add_argument("--rate", type=float, default=RATE)
    options.add_argument("--from", dest="source", help="name of an earlier run whose weights to begin with")
    options.add_argument("--drop", type=int, nargs="*", default=[], help="layers of that run that are left out")
    options.add_argument("--learn", action="store_true", help="learn from what that run says, too")
    options.add_argument("--threads", type=int, default=2)
    chosen = options.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(chosen.threads)
    torch.use_deterministic_algorithms(True)
    rng = random.Random(f"{SEED} {chosen.name}")
    WORK.mkdir(exist_ok=True)
    dialogues = texts.load(without=chosen.without)
    if chosen.source:
        tokenizer = Tokenizer.from_file(str(WORK / f"{chosen.source}.tokenizer.json"))
        net = thinner(restored(chosen.source), chosen.drop, chosen.frozen)
    else:
        model = e5.read()
        tokenizer, kept = vocabulary.build(model, [t["text"] for d in dialogues for t in d["turns"]])
        net = Network(model, kept, SPECIAL_TOKENS, chosen.layers, chosen.frozen, MIX)
    left_out = set() if chosen.all else held_out()
    train = [d for d in dialogues if d["id"] not in left_out]
    held = [d for d in dialogues if d["id"] in left_out]
    teacher = restored(chosen.source) if chosen.learn else None
    positive = weights([samples(d, tokenizer) for d in train])
    donated = donors(train)
    variants = [[s for d in train for s in samples(d, tokenizer)]]
    for _ in range(chosen.variants - 1):
        variants.append([s for d in train for s in samples(grafted(d, donated, rng), tokenizer, rng)])
    kept_below: dict[int, torch.Tensor] = {}
    schedule_steps = sum(len(batches(variants[e % len(variants)], random.Random(0))) for e in range(chosen.epochs))
    optimiser = torch.optim.AdamW(groups(net, chosen.rate), betas=(0.9, 0.98), eps=1e-6)
    warm = max(1, int(0.06 * schedule_steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.02, 1 - (s - warm) / (schedule_steps * 1.02 - warm)))
    )
    average = copy.deepcopy(net)
    began = time.time()
    for epoch in range(chosen.epochs):
        net.train()
        total = n = 0.0
        for batch in batches(variants[epoch % len(variants)], rng):
            ins, targets, mask = tensors(batch)
            x = below(net, batch, ins, kept_below)
            x = x * (torch.rand(*x.shape[:2], 1) > FORGOTTEN)
            logits = net.above(x, *ins)
            each = F.binary_cross_entropy_with_logits(logits, targets, pos_weight=positive, reduction="none")
            if teacher:
                told = F.binary_cross_entropy_with_logits(logits, taught(teacher, ins), reduction="none")
                each = (each + told) / 2
            loss = (each * mask).sum() / mask.sum() * 40
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for a, p in zip(average.parameters(), net.parameters(), strict=True):
                    if p.requires_grad:
                        a.lerp_(p, 1 - AVERAGE)
            total += loss.item()
            n += 1
            if n % 50 == 0:
                print(f"  {n:.0f} batches, loss {total / n:.4f}, {time.time() - began:.0f} s", flush=True)
        print(f"epoch {epoch + 1} loss {total / n:.4f} {time.time() - began:.0f} s", flush=True)
        save(average, held, tokenizer, chosen.name)
        if held:
            report(chosen.name)


def save(net: Network, held: list[dict[str, Any]], tokenizer: Any, name: str) -> None:
    """Writes the weights and what they predict for the dialogues left out."""
    torch.save(
        {"state": net.state_dict(), "layers": len(net.layers), "frozen": net.frozen, "mix": net.mix},
        WORK / f"{name}.pt",
    )
    tokenizer.save(str(WORK / f"{name}.tokenizer.json"))
    if held:
        made = [samples(d, tokenizer) for d in held]
        targets = np.concatenate([s.targets[s.window.first - s.window.start :] for d in made for s in d])
        legal = np.concatenate([s.legal[s.window.first - s.window.start :] for d in made for s in d])
        names = [(d["id"], i) for d in held for i in range(len(d["turns"]))]
        np.savez(
            WORK / f"{name}.npz",
            logits=predict(net, made),
            targets=targets,
            legal=legal,
            ids=np.array([f"{a}#{b}" for a, b in names]),
        )


def restored(name: str) -> Network:
    """The trained network of a run."""
    saved: dict[str, Any] = torch.load(WORK / f"{name}.pt")
    vocabulary = saved["state"]["words.weight"].shape[0]
    net = Network(e5.read(), list(range(vocabulary)), SPECIAL_TOKENS, saved["layers"], saved["frozen"], saved["mix"])
    net.load_state_dict(saved["state"])
    return net.eval()


def thinner(net: Network, dropped: list[int], frozen: int) -> Network:
    """The network without some of its layers, of which the lowest `frozen` stay as they are."""
    net.mix -= sum(number < net.mix for number in dropped)
    net.layers = torch.nn.ModuleList(layer for number, layer in enumerate(net.layers) if number not in dropped)
    net.frozen = frozen
    for number, layer in enumerate(net.layers):
        layer.requires_grad_(number >= frozen)
    return net


@torch.no_grad()
def taught(teacher: Network, ins: tuple[torch.Tensor, ...]) -> torch.Tensor:
    """What another network says of a batch, as confidences."""
    said: torch.Tensor = teacher(*ins).sigmoid()
    return said


def report(name: str) -> None:
    """Prints micro- and macro-F1 at the threshold 0.5 of what was left out."""
    found = np.load(WORK / f"{name}.npz")
    guess = (found["logits"] > 0.7) & (found["legal"] > 0)
    right = found["targets"] > 0
    tp, fp, fn = (guess & right).sum(0), (guess & ~right).sum(0), (~guess & right).sum(0)
    f1 = 2 * tp / np.maximum(2 * tp + fp + fn, 1)
    acts = slice(0, 50)
    micro = 2 * tp[acts].sum() / (2 * tp[acts].sum() + fp[acts].sum() + fn[acts].sum())
    often = right[:, acts].sum(0) >= 5
    print(
        f"   held out: micro {micro:.3f} macro {f1[acts][often].mean():.3f}",
        f"objections {_f(tp, fp, fn, 50, 55):.3f} aggression {_f(tp, fp, fn, 55, 61):.3f}",
        flush=True,
    )


def _f(tp: Any, fp: Any, fn: Any, a: int, b: int) -> float:
    return float(2 * tp[a:b].sum() / max(2 * tp[a:b].sum() + fp[a:b].sum() + fn[a:b].sum(), 1))


if __name__ == "__main__":
    main()

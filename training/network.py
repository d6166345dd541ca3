"""The network in torch: the e5 encoder with turn-causal attention, and one output per label for every turn of a
window.
"""

from __future__ import annotations

import numpy as np
import torch
from e5 import E5
from labels import OUTPUTS
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

SPECIAL_FROM = {
    "<agent>": "▁agent", "<customer>": "▁customer", "<colleague>": "▁colleagues", "<system>": "▁system",
    "<inbound>": "▁call", "<outbound>": "▁sales", "<for-agent>": "▁agent", "<for-customer>": "▁customer",
    "<start>": "▁start", "<hold>": "▁waiting", "<silence>": "▁silence", "<consult>": "▁consult", "<back>": "▁back",
    "<transfer>": "▁transfer", "<unanswered>": "▁unanswered",
}  # fmt: skip


class Layer(nn.Module):
    """One BERT layer (attention, feed-forward, each with a normalised residual)."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, h = x.shape
        q, k, v = (m(x).view(b, t, self.heads, h // self.heads).transpose(1, 2) for m in (self.q, self.k, self.v))
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).reshape(b, t, h)
        x = self.aln(x + self.ao(seen))
        return self.oln(x + self.fo(F.gelu(self.fi(x))))


class Network(nn.Module):
    """Tokens of a window → one logit per label and turn.

    A label's logit comes from the mean of the turn's tokens, its role token, and the tokens that the label itself
    points at. The lowest `layers` layers of e5 are used; of these the lowest `frozen`, and the word vectors, stay
    as they were. What the special tokens mean is learned apart and added before layer `mix`.
    """

    def __init__(
        self, model: E5, kept: list[int], special: tuple[str, ...], layers: int, frozen: int, mix: int
    ) -> None:
        super().__init__()
        h, t = model.hidden, {name: torch.from_numpy(value) for name, value in model.tensors.items()}
        number = {piece: i for i, (piece, _) in enumerate(model.pieces)}
        words = t["emb.word"]
        extra = torch.stack([words[number.get(SPECIAL_FROM[s], number["▁agent"])] for s in special])
        self.words = nn.Embedding.from_pretrained(words[kept].clone(), freeze=True)
        self.special = nn.Parameter(extra.clone(), requires_grad=False)
        self.meaning = nn.Parameter(torch.zeros(len(special) + 1, h))  # row 0 is every ordinary word's
        self.frozen, self.mix = frozen, mix
        self.position = nn.Parameter((t["emb.pos"] + t["emb.type"][0]).clone(), requires_grad=False)
        self.norm = nn.LayerNorm(h, model.epsilon)
        self.norm.load_state_dict({"weight": t["emb.ln.w"], "bias": t["emb.ln.b"]})
        self.layers = nn.ModuleList(Layer(h, model.heads, model.inner, model.epsilon) for _ in range(layers))
        for source, layer in enumerate(self.layers):
            names = {"q": "q", "k": "k", "v": "v", "ao": "ao", "fi": "fi", "fo": "fo", "aln": "aln", "oln": "oln"}
            layer.load_state_dict(
                {f"{a}.{p}": t[f"l{source}.{b}.{p[0]}"] for a, b in names.items() for p in ("weight", "bias")}
            )
        self.drop = nn.Dropout(0.15)
        self.head = nn.Linear(2 * h, len(OUTPUTS))
        self.look, self.tell = (nn.Linear(h, len(OUTPUTS), bias=False) for _ in range(2))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.constant_(self.head.bias, -2.0)
        nn.init.zeros_(self.look.weight)
        nn.init.normal_(self.tell.weight, std=0.02)
        self.norm.requires_grad_(False)
        self.layers[:frozen].requires_grad_(False)

    def below(self, ids: Tensor, bias: Tensor) -> Tensor:
        """What the layers that stay as they were make of the tokens. ids: int (b, t), numbers past the vocabulary
        are special tokens; bias: float (b, 1, t, t).
        """
        table = torch.cat([self.words.weight, self.special])
        x: Tensor = self.norm(F.embedding(ids, table) + self.position[: ids.shape[1]])
        for layer in self.layers[: self.frozen]:
            x = layer(x, bias)
        return x

    def above(self, x: Tensor, ids: Tensor, bias: Tensor, pool: Tensor, marker: Tensor) -> Tensor:
        """From there to the logits (b, n, labels)."""
        for number in range(self.frozen, len(self.layers)):
            if number == self.mix:
                x = x + F.embedding((ids - len(self.words.weight) + 1).clamp(min=0), self.meaning)
            x = self.layers[number](x, bias)
        x = self.drop(x)
        logits: Tensor = self.head(torch.cat([pool @ x, marker @ x], -1))
        return logits + pointed(self.look(x), self.tell(x), pool)

    def forward(self, ids: Tensor, bias: Tensor, pool: Tensor, marker: Tensor) -> Tensor:
        """Logits (b, n, labels). pool: float (b, n, t), rows that average a turn's tokens; marker: float (b, n,
        t), one-hot at the role token.
        """
        return self.above(self.below(ids, bias), ids, bias, pool, marker)


def pointed(look: Tensor, tell: Tensor, pool: Tensor) -> Tensor:
    """What each label finds when it looks at the tokens of a turn by its own measure (b, n, labels): a label may live
    in one sentence of five, which an average over the turn hides.

    look, tell: float (b, t, labels), how much a token counts for a label and what it says of it.
    """
    weight = look.clamp(-15, 15).exp()
    inside = (pool > 0).to(pool.dtype)
    found: Tensor = (inside @ (weight * tell)) / (inside @ weight).clamp(min=1e-9)  # turns that only pad have none
    return found


def arrays(
    ids: list[tuple[int, ...]], turns: list[tuple[int, ...]], markers: list[tuple[int, ...]], pad: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The four inputs of a batch of windows, padded."""
    from belwijs.dialogue.encoding import inputs

    packed = [inputs(i, t, m) for i, t, m in zip(ids, turns, markers, strict=True)]
    length, most = max(len(i) for i in ids), max(len(m) for m in markers)
    b = len(ids)
    numbers = np.full((b, length), pad, np.int64)
    bias = np.full((b, 1, length, length), -1e4, np.float32)
    pool, marker = np.zeros((b, most, length), np.float32), np.zeros((b, most, length), np.float32)
    for row, (one_ids, one_bias, one_pool, one_marker) in enumerate(packed):
        t, n = one_ids.shape[1], one_pool.shape[1]
        numbers[row, :t] = one_ids[0]
        bias[row, 0, :t, :t] = one_bias[0, 0]
        pool[row, :n, :t], marker[row, :n, :t] = one_pool[0], one_marker[0]
    return torch.from_numpy(numbers), torch.from_numpy(bias), torch.from_numpy(pool), torch.from_numpy(marker)

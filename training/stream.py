"""Lets the exported network remember: keys and values of turns that were read before become inputs, those of the new
turns outputs, so that a turn that arrives costs its own tokens only.

Used by export.py. It changes no weight: without these inputs the network does what it did. Every layer is found
by its softmax: softmax(q @ k + bias) @ v.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HEADS, SIZE = 12, 32  # of multilingual-e5-small


def remembering(model: onnx.ModelProto) -> onnx.ModelProto:
    """The network with, for each layer n, inputs `past_k{n}` (1, heads, size, p) and `past_v{n}` (1, heads, p, size),
    empty unless given, and outputs `k{n}`, `v{n}` with those of the tokens it was given; `offset` says at which
    position these begin.
    """
    graph = model.graph
    made_by = {name: node for node in graph.node for name in node.output}
    layers = [node for node in graph.node if node.op_type == "Softmax"]
    new: dict[int, list[onnx.NodeProto]] = {}
    order = {id(node): n for n, node in enumerate(graph.node)}
    for n, softmax in enumerate(layers):
        weigh = next(node for node in graph.node if node.op_type == "MatMul" and node.input[0] == softmax.output[0])
        score = made_by[softmax.input[0]]
        while score.op_type != "MatMul":
            score = made_by[next(i for i in score.input if i in made_by and made_by[i].op_type != "Constant")]
        for name, node, axis, shape in (
            ("k", score, 3, (1, HEADS, SIZE, 0)), ("v", weigh, 2, (1, HEADS, 0, SIZE)),
        ):  # fmt: skip
            fresh, past, whole = node.input[1], f"past_{name}{n}", f"whole_{name}{n}"
            made_by[fresh].output[list(made_by[fresh].output).index(fresh)] = f"{name}{n}"
            fresh = f"{name}{n}"
            new.setdefault(order[id(node)], []).append(
                helper.make_node("Concat", [past, fresh], [whole], name=f"join_{name}{n}", axis=axis)
            )
            node.input[1] = whole
            names: list[str | int] = ["one", HEADS, SIZE, "past"] if name == "k" else ["one", HEADS, "past", SIZE]
            told = ["new" if one == "past" else one for one in names]
            _optional(graph, past, np.zeros(shape, np.float32), names)
            graph.output.append(helper.make_tensor_value_info(fresh, TensorProto.FLOAT, told))
    place = next(
        node for node in graph.node if node.op_type == "Slice"
        and any(i.name == node.input[0] and len(i.dims) == 2 for i in graph.initializer)
    )  # fmt: skip
    _optional(graph, "offset", np.zeros(1, np.int64), [1])
    new.setdefault(order[id(place)], []).append(
        helper.make_node("Add", [place.input[2], "offset"], ["place_end"], name="place_end")
    )
    place.input[1], place.input[2] = "offset", "place_end"
    nodes = [x for n, node in enumerate(graph.node) for x in (*new.get(n, ()), node)]
    del graph.node[:]
    graph.node.extend(nodes)
    return model


def _optional(graph: onnx.GraphProto, name: str, default: np.ndarray, shape: list[str | int]) -> None:
    """An input that need not be given."""
    kind = TensorProto.INT64 if default.dtype == np.int64 else TensorProto.FLOAT
    graph.input.append(helper.make_tensor_value_info(name, kind, shape))
    graph.initializer.append(numpy_helper.from_array(default, name))

"""Makes src/belwijs/audio/voice_model/ out of the GE2E voice encoder that the PyPI package resemblyzer carries.

Run once, in an environment of its own (torch is needed to read the weights, onnx to write them):

    pip download --no-deps resemblyzer==0.1.4
    unzip Resemblyzer-0.1.4-py3-none-any.whl -d resemblyzer
    pip install torch onnx numpy
    python tools/convert_voice_encoder.py resemblyzer src/belwijs/audio/voice_model

The weights are stored as 16-bit floats and cast when loaded; the network (three LSTM layers of 256, a linear layer, a
ReLU, length 1) is that of resemblyzer/voice_encoder.py. The script checks the outcome against torch.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

PRETRAINED = "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"
HIDDEN, MELS, LAYERS = 256, 40, 3


def as_onnx_gates(matrix: np.ndarray) -> np.ndarray:
    """Rows of torch's gate order (input, forget, cell, output) in that of ONNX (input, output, forget, cell)."""
    i, f, c, o = np.split(matrix, 4)
    return np.concatenate([i, o, f, c])


def build(state: dict[str, np.ndarray]) -> onnx.ModelProto:
    """The encoder as an ONNX graph: mels (frames, batch, 40) to embeddings (batch, 256)."""
    weights: dict[str, np.ndarray] = {}
    nodes = []
    at = "mels"
    for n in range(LAYERS):
        weights[f"w{n}"] = as_onnx_gates(state[f"lstm.weight_ih_l{n}"])[None]
        weights[f"r{n}"] = as_onnx_gates(state[f"lstm.weight_hh_l{n}"])[None]
        biases = [as_onnx_gates(state[f"lstm.bias_{k}_l{n}"]) for k in ("ih", "hh")]
        weights[f"b{n}"] = np.concatenate(biases)[None]
        outputs = [f"all{n}", f"last{n}"] if n + 1 == LAYERS else [f"all{n}"]
        nodes.append(helper.make_node("LSTM", [at, f"w{n}", f"r{n}", f"b{n}"], outputs, hidden_size=HIDDEN))
        if n + 1 < LAYERS:
            nodes.append(helper.make_node("Squeeze", [f"all{n}", "axis1"], [f"out{n}"]))
            at = f"out{n}"
    weights["linear"], weights["bias"] = state["linear.weight"].T, state["linear.bias"]
    nodes += [
        helper.make_node("Squeeze", [f"last{LAYERS - 1}", "axis0"], ["hidden"]),
        helper.make_node("MatMul", ["hidden", "linear"], ["product"]),
        helper.make_node("Add", ["product", "bias"], ["raw"]),
        helper.make_node("Relu", ["raw"], ["positive"]),
        helper.make_node("LpNormalization", ["positive"], ["embeddings"], axis=1, p=2),
    ]
    casts = [helper.make_node("Cast", [f"{k}_16"], [k], to=TensorProto.FLOAT) for k in weights]
    stored = [numpy_helper.from_array(np.ascontiguousarray(v, np.float16), f"{k}_16") for k, v in weights.items()]
    stored += [numpy_helper.from_array(np.array([n], np.int64), f"axis{n}") for n in (0, 1)]
    graph = helper.make_graph(
        casts + nodes,
        "ge2e_voice_encoder",
        [helper.make_tensor_value_info("mels", TensorProto.FLOAT, ["frames", "batch", MELS])],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["batch", HIDDEN])],
        stored,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def in_torch(state: dict[str, torch.Tensor], mels: np.ndarray) -> np.ndarray:
    """The same network in torch, for comparison."""
    lstm = torch.nn.LSTM(MELS, HIDDEN, LAYERS)
    lstm.load_state_dict({k.removeprefix("lstm."): v for k, v in state.items() if k.startswith("lstm.")})
    with torch.no_grad():
        _, (hidden, _) = lstm(torch.from_numpy(mels))
        raw = torch.relu(hidden[-1] @ state["linear.weight"].T + state["linear.bias"])
        return (raw / raw.norm(dim=1, keepdim=True)).numpy()


def main(package: Path, target: Path) -> None:
    """Convert, compare, and print the checksum that belwijs/audio/voices.py verifies."""
    source = package / "resemblyzer" / "pretrained.pt"
    if hashlib.sha256(source.read_bytes()).hexdigest() != PRETRAINED:
        sys.exit(f"{source} is not the file that resemblyzer 0.1.4 carries")
    state = torch.load(source, map_location="cpu", weights_only=True)["model_state"]
    model = build({k: v.numpy() for k, v in state.items()})
    target.mkdir(parents=True, exist_ok=True)
    written = target / "voice_encoder.onnx"
    written.write_bytes(model.SerializeToString(deterministic=True))
    shutil.copy(next(package.glob("*.dist-info")) / "LICENSE", target / "LICENSE")
    mels = np.random.default_rng(0).gamma(0.5, 0.02, (160, 8, MELS)).astype(np.float32)
    from onnx.reference import ReferenceEvaluator

    ours = ReferenceEvaluator(model).run(None, {"mels": mels})[0]
    print("largest difference from torch:", float(np.abs(ours - in_torch(state, mels)).max()))
    print("sha256:", hashlib.sha256(written.read_bytes()).hexdigest(), "bytes:", written.stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

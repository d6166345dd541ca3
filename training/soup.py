"""The mean of the weights of several runs, which generalises a little better than any of them (Wortsman et al. 2022).

python training/soup.py --name mean --of main second
"""

from __future__ import annotations

import argparse
from typing import Any

import compile as texts
import torch
from tokenizers import Tokenizer
from train import WORK, held_out, restored, save


def main() -> None:
    """Command line."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--name", required=True)
    options.add_argument("--of", nargs="+", required=True)
    chosen = options.parse_args()
    runs: list[dict[str, Any]] = [torch.load(WORK / f"{name}.pt") for name in chosen.of]
    mean = {key: torch.stack([run["state"][key] for run in runs]).mean(0) for key in runs[0]["state"]}
    torch.save(runs[0] | {"state": mean}, WORK / f"{chosen.name}.pt")
    tokenizer = Tokenizer.from_file(str(WORK / f"{chosen.of[0]}.tokenizer.json"))
    left_out = held_out()
    save(restored(chosen.name), [d for d in texts.load() if d["id"] in left_out], tokenizer, chosen.name)


if __name__ == "__main__":
    main()

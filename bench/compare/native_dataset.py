"""Reads a data set directory in Heddle's native format (docs/data-format.md)."""

import dataclasses
import json
import pathlib

import numpy as np


@dataclasses.dataclass
class CsrRows:
    """Sparse features: row i holds columns[offsets[i]:offsets[i + 1]] and their values."""

    offsets: np.ndarray
    columns: np.ndarray
    values: np.ndarray
    width: int


@dataclasses.dataclass
class NativeDataset:
    nodes: int
    classes: int
    source: np.ndarray
    target: np.ndarray
    features: np.ndarray | CsrRows
    labels: np.ndarray
    train: np.ndarray  # bool per node, of split 0
    test: np.ndarray


def read_native(directory, normalize_features=False):
    """The data set as Heddle sees it: both directions of undirected edges, split 0."""
    directory = pathlib.Path(directory)
    meta = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
    with np.load(directory / "graph.npz") as archive:
        arrays = {name: archive[name] for name in archive.files}
    source = arrays["edge_src"].astype(np.int64)
    target = arrays["edge_dst"].astype(np.int64)
    once = meta.get("edges_stored", "once") == "once"
    if not meta.get("directed", True) and once:
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
    labels = arrays["y"].astype(np.int64)
    return NativeDataset(
        nodes=meta["num_nodes"],
        classes=meta.get("num_classes", int(labels.max()) + 1),
        source=source,
        target=target,
        features=_features(arrays, meta, normalize_features),
        labels=labels,
        train=np.atleast_2d(arrays["train_mask"])[0].astype(bool),
        test=np.atleast_2d(arrays["test_mask"])[0].astype(bool),
    )


def _features(arrays, meta, normalize):
    if "x" in arrays:
        x = arrays["x"].astype(np.float32)
        return x / _divisors(x.sum(axis=1))[:, None] if normalize else x
    rows = CsrRows(
        offsets=arrays["x_indptr"].astype(np.int64),
        columns=arrays["x_indices"].astype(np.int64),
        values=arrays["x_values"].astype(np.float32),
        width=meta["num_features"],
    )
    if normalize:
        counts = np.diff(rows.offsets)
        owner = np.repeat(np.arange(len(counts)), counts)
        sums = np.bincount(owner, weights=rows.values, minlength=len(counts))
        rows.values = (rows.values / _divisors(sums)[owner]).astype(np.float32)
    return rows


def _divisors(sums):
    """Rows that sum to 0 stay as they are."""
    return np.where(sums == 0, 1, sums).astype(np.float32)

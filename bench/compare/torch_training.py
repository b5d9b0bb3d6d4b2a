"""What the measurements of PyG and DGL share: the network around their layers, and the loop."""

import argparse
import json
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

from case_list import read_cases
from native_dataset import read_native


class Network(torch.nn.Module):
    """Two layers, dropout before each, an activation between them."""

    def __init__(self, case, columns, classes, make_layer):
        super().__init__()
        self.dropout = case["dropout"]
        self.activation = F.elu if case["model"] == "gat" else F.relu
        hidden = case["hidden"] * case.get("heads", 1)
        self.first = make_layer(case, columns, case["hidden"], last=False)
        self.second = make_layer(case, hidden, classes, last=True)

    def forward(self, x, *edges):
        x = self.first(drop(x, self.dropout, self.training), *edges)
        x = drop(self.activation(x), self.dropout, self.training)
        return self.second(x, *edges)


def drop(x, probability, training):
    """Dropout; on sparse features it acts on the stored entries, as in Heddle."""
    if x.layout == torch.strided:
        return F.dropout(x, probability, training)
    values = F.dropout(x.values(), probability, training)
    return torch.sparse_csr_tensor(x.crow_indices(), x.col_indices(), values, x.shape)


def make_features(dataset):
    """Features as the data set stores them: a dense tensor, or a CSR tensor of torch."""
    features = dataset.features
    if isinstance(features, np.ndarray):
        return torch.from_numpy(features)
    # int32: products of torch take these indices as they are, and int64 after a conversion.
    return torch.sparse_csr_tensor(torch.from_numpy(features.offsets.astype(np.int32)),
                                   torch.from_numpy(features.columns.astype(np.int32)),
                                   torch.from_numpy(features.values),
                                   (dataset.nodes, features.width))


def measure(case, dataset, make_layer, edges, compiled=False):
    """Trains and returns what was measured. An epoch is the training step and nothing else."""
    x = make_features(dataset)
    labels, train = torch.from_numpy(dataset.labels), torch.from_numpy(dataset.train)
    network = Network(case, x.shape[1], dataset.classes, make_layer)
    optimizer = torch.optim.Adam(network.parameters(), lr=case["learning_rate"],
                                 weight_decay=case["weight_decay"])
    forward = torch.compile(network) if compiled else network
    seconds, losses = [], []
    for _ in range(case["warmup"] + case["epochs"]):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(x, *edges)[train], labels[train])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - start)
    return {"epoch_seconds": seconds[case["warmup"]:],
            "first_epoch_seconds": seconds[0],
            "first_loss": losses[0],
            "last_loss": losses[-1],
            "test_accuracy": accuracy(network, x, edges, labels, torch.from_numpy(dataset.test)),
            "parameters": sum(p.numel() for p in network.parameters()),
            "threads": torch.get_num_threads(),
            "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def accuracy(network, x, edges, labels, rows):
    network.eval()
    with torch.no_grad():
        predicted = network(x, *edges).argmax(dim=1)
    return (predicted == labels)[rows].float().mean().item()


def is_out_of_memory(error):
    return isinstance(error, MemoryError) or "can't allocate memory" in str(error)


def run_measurement(description, modes, measure_mode):
    """The command line: measures one case in one mode, prints a JSON object as the last line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("case", choices=list(read_cases()))
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--data", required=True, help="directory in Heddle's native format")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--epochs", type=int, help="counted epochs (default: those of the case)")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    case = read_cases()[arguments.case]
    case["epochs"] = arguments.epochs or case["epochs"]
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    dataset = read_native(arguments.data, case["normalize_features"])
    try:
        result = measure_mode(case, dataset, arguments.mode)
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        result = {"error": "out of memory"}
    print(json.dumps(result), file=sys.stdout)

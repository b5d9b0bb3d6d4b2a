"""Measures the epochs of one case in PyTorch Geometric, in one of three modes.

edge_index  a pair of index rows, sorted by receiver; layers gather and scatter rows
csr         the transposed adjacency as a CSR tensor of torch; GCN and SAGE use its product
compile     edge_index under torch.compile
"""

import warnings

import numpy as np
import torch
import torch_geometric
from torch_geometric.nn import GATConv, GCNConv, SAGEConv, SimpleConv
from torch_geometric.nn.conv.gcn_conv import gcn_norm
from torch_geometric.utils import add_self_loops

from torch_training import measure, run_measurement

MODES = ["edge_index", "csr", "compile"]


class LinearFirstSage(torch.nn.Module):
    """SAGEConv for sparse features, which it cannot take: the mean is linear, so W goes first.

    The same model and parameters. It spares PyG a dense row of all features for each edge.
    """

    def __init__(self, columns, width):
        super().__init__()
        self.neighbour = torch_geometric.nn.Linear(columns, width)
        self.itself = torch_geometric.nn.Linear(columns, width, bias=False)
        self.mean = SimpleConv(aggr="mean")

    def forward(self, x, edges):
        # The bias is added behind the mean, so that nodes without neighbours have it too.
        h = torch.nn.functional.linear(x, self.neighbour.weight)
        return self.mean(h, edges) + self.itself(x) + self.neighbour.bias


def make_layer(case, columns, width, last):
    if case["model"] == "gcn":
        # The edge weights come normalised, as GCNConv(cached=True) has them after its first step.
        return GCNConv(columns, width, normalize=False)
    if case["model"] == "sage":
        sparse = not last and case["sparse_features"]
        return LinearFirstSage(columns, width) if sparse else SAGEConv(columns, width, aggr="mean")
    return GATConv(columns, width, heads=case["output_heads"] if last else case["heads"],
                   concat=not last, dropout=case["attention_dropout"], add_self_loops=False)


def make_edges(case, dataset, csr):
    """What layers get behind x. Self loops and weights are made here, once, not in every epoch."""
    edges = torch.from_numpy(np.stack([dataset.source, dataset.target]))
    weight = None
    if case["model"] == "gcn":
        edges, weight = gcn_norm(edges, None, dataset.nodes, add_self_loops=True)
    elif case["model"] == "gat":
        edges, _ = add_self_loops(edges, num_nodes=dataset.nodes)
    order = torch.argsort(edges[1] * dataset.nodes + edges[0])
    edges = edges[:, order].contiguous()
    weight = None if weight is None else weight[order]
    if csr:
        # torch's products are faster with int32 indices; GAT scatters, which needs int64.
        dtype = torch.int64 if case["model"] == "gat" else torch.int32
        return (transposed_csr(edges, weight, dataset.nodes, dtype),)
    return (edges,) if weight is None else (edges, weight)


def transposed_csr(edges, weight, nodes, dtype):
    """The matrix with a row for each receiver, which PyG calls adj_t; edges sorted by receiver."""
    offsets = torch.zeros(nodes + 1, dtype=dtype)
    offsets[1:] = torch.bincount(edges[1], minlength=nodes).cumsum(0)
    values = torch.ones(edges.shape[1]) if weight is None else weight
    return torch.sparse_csr_tensor(offsets, edges[0].to(dtype), values, (nodes, nodes))


def measure_mode(case, dataset, mode):
    case["sparse_features"] = not isinstance(dataset.features, np.ndarray)
    edges = make_edges(case, dataset, csr=mode == "csr")
    result = measure(case, dataset, make_layer, edges, compiled=mode == "compile")
    return {**result, "version": f"torch {torch.__version__}, PyG {torch_geometric.__version__}"}


if __name__ == "__main__":
    warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta state")
    run_measurement(__doc__.splitlines()[0], MODES, measure_mode)

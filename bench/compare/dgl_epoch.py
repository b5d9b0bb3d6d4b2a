"""Measures the epochs of one case in DGL."""

import dgl
import torch
from dgl.nn import GATConv, GraphConv, SAGEConv

from torch_training import measure, run_measurement


class Layer(torch.nn.Module):
    """A layer of DGL with the graph behind the features; heads are joined, at the end averaged."""

    def __init__(self, layer, last):
        super().__init__()
        self.layer, self.last = layer, last

    def forward(self, x, graph, weight=None):
        x = self.layer(graph, x) if weight is None else self.layer(graph, x, edge_weight=weight)
        if x.dim() == 2:
            return x
        return x.mean(dim=1) if self.last else x.flatten(1)


def make_layer(case, columns, width, last):
    if case["model"] == "gcn":
        # With normalised edge weights: norm="both" multiplies x before W, which must be dense then.
        return Layer(GraphConv(columns, width, norm="none"), last)
    if case["model"] == "sage":
        return Layer(SAGEConv(columns, width, "mean"), last)
    heads = case["output_heads"] if last else case["heads"]
    return Layer(GATConv(columns, width, heads, attn_drop=case["attention_dropout"]), last)


def gcn_weights(graph):
    """1 / sqrt(d_source d_target) with the degrees of receivers, as PyG and Heddle have them."""
    source, target = graph.edges()
    scale = graph.in_degrees().float().rsqrt()
    return scale[source] * scale[target]


def measure_mode(case, dataset, _mode):
    graph = dgl.graph((dataset.source, dataset.target), num_nodes=dataset.nodes)
    if case["model"] != "sage":
        graph = dgl.add_self_loop(graph)
    graph.create_formats_()
    edges = (graph, gcn_weights(graph)) if case["model"] == "gcn" else (graph,)
    result = measure(case, dataset, make_layer, edges)
    return {**result, "version": f"torch {torch.__version__}, DGL {dgl.__version__}"}


if __name__ == "__main__":
    run_measurement(__doc__, ["graph"], measure_mode)

// What a model is made of. The same for training, evaluation and prediction.
#pragma once

#include <cstdint>
#include <string>

namespace heddle {

struct ModelConfig {
  std::string model = "gcn";  // gcn | sage | gat | rgcn | gin | circuit | gamora
  int64_t layers = 2;
  int64_t hidden = 16;              // width of a hidden layer; per head for gat
  int64_t heads = 8;                // gat: heads of hidden layers
  int64_t output_heads = 1;         // gat: heads of the last layer, averaged
  int64_t bases = 0;                // rgcn: 0 = one full weight per relation
  std::string norm = "none";        // none | batch | layer: after every hidden layer
  std::string activation = "auto";  // after hidden layers; auto: elu for gat, else relu
  double dropout = 0.5;             // on the input of every layer
  double attention_dropout = 0.0;
  bool input_dropout = true;  // also on the features themselves
  bool residual = false;      // add the input of a hidden layer to its output where widths agree
  std::string precision = "f32";  // f32 | bf16: of rows and products; weights stay f32
  std::string messages = "same";  // of rows along edges: see layer_messages.h
  std::string bits = "none";      // "layer1=4,hubs=4": of the messages of layers and hubs
};

}  // namespace heddle

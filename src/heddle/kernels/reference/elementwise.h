// Loops over all elements of dense operands of one type.
#pragma once

#include "heddle/kernels/reference/dispatch.h"

namespace heddle::reference {

// result 0 = f(operand 0), element by element, computed in the compute type.
template <class F>
void map1(const KernelArgs& args, const F& f) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto x = args.operands[0].matrix<const T>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t j = 0; j < y.cols; ++j) store(y.at(i, j), f(load(x.at(i, j))));
    }
  });
}

// result 0 = f(operand 0, operand 1), element by element, computed in the compute type.
template <class F>
void map2(const KernelArgs& args, const F& f) {
  dispatch_floating(args.results[0].dtype, [&]<class T>(T) {
    const auto a = args.operands[0].matrix<const T>();
    const auto b = args.operands[1].matrix<const T>();
    const auto y = args.results[0].matrix<T>();
    for (int64_t i = 0; i < y.rows; ++i) {
      for (int64_t j = 0; j < y.cols; ++j) {
        store(y.at(i, j), f(load(a.at(i, j)), load(b.at(i, j))));
      }
    }
  });
}

}  // namespace heddle::reference

#include "heddle/kernels/cpu/product_onednn.h"

#include "heddle/base/error.h"
#include "heddle/base/parallel.h"
#include "heddle/kernels/cpu/workspace_layout.h"

#include <oneapi/dnnl/dnnl.hpp>

#include <array>
#include <exception>
#include <optional>
#include <string>

namespace heddle::cpu {
namespace {

using dnnl::memory;

static_assert(kAnySize == DNNL_RUNTIME_DIM_VAL);

memory::data_type library_type(DType dtype) {
  return dtype == DType::kBf16 ? memory::data_type::bf16 : memory::data_type::f32;
}

// A [rows, cols] matrix, stored as it is or transposed.
struct Layout {
  DType dtype;
  int64_t rows, cols, stride;
  bool transposed = false;

  dnnl_memory_desc_t descriptor() const {
    const dnnl_dims_t dims = {rows, cols};
    const dnnl_dims_t strides = {transposed ? 1 : stride, transposed ? stride : 1};
    dnnl_memory_desc_t result;
    const dnnl_status_t status = dnnl_memory_desc_init_by_strides(
        &result, 2, dims, dnnl_data_type_t(library_type(dtype)), strides);
    check(status == dnnl_success, "product: oneDNN refuses a layout");
    return result;
  }
};

struct Strides {
  int64_t a, b, c;
};

Strides packed_strides(const ProductSpec& spec) {
  const ProductShape& shape = spec.shape;
  return {spec.transpose_a ? shape.rows : shape.inner, spec.transpose_b ? shape.inner : shape.cols,
          shape.cols};
}

struct Layouts {
  Layout a, b, bias, c;
};

Layouts layouts_of(const ProductSpec& spec, const ProductShape& shape, const Strides& strides) {
  return {{spec.operands, shape.rows, shape.inner, strides.a, spec.transpose_a},
          {spec.operands, shape.inner, shape.cols, strides.b, spec.transpose_b},
          {DType::kF32, 1, shape.cols, shape.cols},
          {spec.result, shape.rows, shape.cols, strides.c}};
}

dnnl::primitive_attr attributes_of(const ProductSpec& spec) {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  dnnl::post_ops after;
  if (spec.accumulate) after.append_sum(1.0F);
  if (spec.activation != Activation::kNone) {
    const bool is_relu = spec.activation == Activation::kRelu;
    after.append_eltwise(1.0F,
                         is_relu ? dnnl::algorithm::eltwise_relu : dnnl::algorithm::eltwise_elu,
                         is_relu ? 0.0F : 1.0F, 0.0F);
  }
  attributes.set_post_ops(after);
  return attributes;
}

dnnl::matmul::primitive_desc describe(const ProductSpec& spec, const dnnl::engine& engine) {
  const Strides strides =
      spec.is_fixed() ? packed_strides(spec) : Strides{kAnySize, kAnySize, kAnySize};
  const Layouts layouts = layouts_of(spec, spec.shape, strides);
  const memory::desc a(layouts.a.descriptor()), b(layouts.b.descriptor()),
      c(layouts.c.descriptor());
  const dnnl::matmul::desc product =
      spec.has_bias ? dnnl::matmul::desc(a, b, memory::desc(layouts.bias.descriptor()), c)
                    : dnnl::matmul::desc(a, b, c);
  return {product, attributes_of(spec), engine};
}

// Calls make() as a run will later be: alone on its thread, because oneDNN decides while making a
// primitive how many threads it will have.
template <class Make>
void make_for_one_thread(const Make& make) {
  std::optional<std::string> failure;  // exceptions must not leave a parallel region
  parallel_for_library_calls(1, 1, [&](int64_t, int) {
    try {
      make();
    } catch (const std::exception& error) {
      failure = error.what();
    }
  });
  if (failure) fail(ErrorKind::kInternal, "product: oneDNN: {}", *failure);
}

// A matrix as an argument of a primitive. Only oneDNN allocates here.
class Argument {
 public:
  Argument(const dnnl_memory_desc_t& descriptor, dnnl_engine_t engine, const void* data) {
    const dnnl_status_t status =
        dnnl_memory_create(&memory_, &descriptor, engine, const_cast<void*>(data));
    check(status == dnnl_success, "product: oneDNN has no memory for an argument");
  }
  Argument(const Argument&) = delete;
  Argument& operator=(const Argument&) = delete;
  ~Argument() { dnnl_memory_destroy(memory_); }

  dnnl_memory_t get() const { return memory_; }

 private:
  dnnl_memory_t memory_ = nullptr;
};

}  // namespace

struct Product::Primitive {
  dnnl::engine engine;
  dnnl::stream stream;
  dnnl::matmul matmul;
  dnnl_memory_desc_t scratch;
};

bool has_product(DType operands) {
  if (operands == DType::kF32) return true;
  static const bool has_bf16 = [] {
    const ProductSpec smallest = {
        .shape = {1, 1, 1}, .operands = DType::kBf16, .result = DType::kBf16};
    try {
      describe(smallest, dnnl::engine(dnnl::engine::kind::cpu, 0));
      return true;
    } catch (const dnnl::error&) {
      return false;
    }
  }();
  return operands == DType::kBf16 && has_bf16;
}

bool ProductSpec::is_fixed() const {
  return shape.rows != kAnySize && shape.inner != kAnySize && shape.cols != kAnySize;
}

Product::Product(const ProductSpec& spec) : spec_(spec) {
  make_for_one_thread([&] {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const dnnl::matmul::primitive_desc description = describe(spec, engine);
    primitive_ = std::make_unique<const Primitive>(Primitive{engine, dnnl::stream(engine),
                                                             dnnl::matmul(description),
                                                             description.scratchpad_desc().data});
  });
}

Product::~Product() = default;

int64_t Product::scratch_bytes(const ProductSpec& spec) {
  int64_t bytes = 0;
  make_for_one_thread([&] {
    const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    bytes = static_cast<int64_t>(describe(spec, engine).scratchpad_desc().get_size());
  });
  return padded_bytes(bytes);
}

void Product::run(const ProductShape& shape, const ProductOperands& operands) const noexcept {
  const dnnl_engine_t engine = primitive_->engine.get();
  const Layouts layouts =
      layouts_of(spec_, shape, {operands.a_stride, operands.b_stride, operands.c_stride});
  const Argument a(layouts.a.descriptor(), engine, operands.a);
  const Argument b(layouts.b.descriptor(), engine, operands.b);
  const Argument bias(layouts.bias.descriptor(), engine, operands.bias);
  const Argument c(layouts.c.descriptor(), engine, operands.c);
  const Argument scratch(primitive_->scratch, engine, operands.scratch);
  const std::array<dnnl_exec_arg_t, 5> arguments = {{{DNNL_ARG_SRC, a.get()},
                                                     {DNNL_ARG_WEIGHTS, b.get()},
                                                     {DNNL_ARG_DST, c.get()},
                                                     {DNNL_ARG_SCRATCHPAD, scratch.get()},
                                                     {DNNL_ARG_BIAS, bias.get()}}};
  const dnnl_status_t status = dnnl_primitive_execute(
      primitive_->matmul.get(), primitive_->stream.get(), spec_.has_bias ? 5 : 4, arguments.data());
  check(status == dnnl_success, "product: oneDNN failed");
}

}  // namespace heddle::cpu

// Instruction sets that kernels written with Highway choose between at run time.
#pragma once

#include <functional>
#include <string>

namespace heddle::test {

// Calls body(name) once per instruction set of this machine and this build, with that one forced;
// afterwards the choice is free again. Never calls it in a build without Highway.
void for_each_simd_target(const std::function<void(const std::string&)>& body);

}  // namespace heddle::test

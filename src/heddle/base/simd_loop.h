// Loops in vectors of whatever CPU they are compiled for.
#pragma once

// In front of a loop whose iterations do not depend on each other, in code that is no Highway
// kernel. Compilers vectorise few loops by themselves at -O2.
#define HEDDLE_SIMD_LOOP _Pragma("omp simd")

# Compiler and linker settings that every file of the project shares.

option(HEDDLE_BUILD_TESTS "Build the tests" ON)
option(HEDDLE_BUILD_APPS "Build the command line, the examples and the benchmarks" ON)
option(HEDDLE_WARNINGS_AS_ERRORS "Warnings stop the build" OFF)
option(HEDDLE_SANITIZE "Address and undefined-behaviour sanitizers" OFF)
option(HEDDLE_FUZZ "Link tests/fuzz with libFuzzer (needs clang)" OFF)
option(HEDDLE_UNITY "Compile the tests and the command line several files at a time" ON)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# The static rooms end up in a Python module too. Executables have it as well: files reuse
# precompiled headers only of the same flags.
add_compile_options(-fPIC)
add_compile_options(-Wall -Wextra -Wpedantic)
if(HEDDLE_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns about its own std::string::insert and replace (gcc bug 105329); the others look
  # through inlined code and are right only now and then: they warn, they do not stop the build.
  add_compile_options(-Wno-restrict)
  if(HEDDLE_WARNINGS_AS_ERRORS)
    add_compile_options(-Wno-error=array-bounds -Wno-error=maybe-uninitialized
                        -Wno-error=stringop-overflow -Wno-error=stringop-overread)
  endif()
endif()

# The same bits from every build: without this the compiler may fuse a * b + c into one rounding in
# one place and not in another, depending on inlining and on the instruction set of that file.
# For the same reason there is no -march (but for sanitizers) and no -ffast-math: kernels pick their
# instructions at run time and write a fused multiply-add where they mean one.
add_compile_options(-ffp-contract=off)
add_compile_options(-fno-math-errno)  # sqrt becomes one instruction; no value changes

if(HEDDLE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "HEDDLE_FUZZ needs clang (libFuzzer), the compiler is ${CMAKE_CXX_COMPILER_ID}")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(HEDDLE_SANITIZE)
  # Null pointers and accesses beyond an object are the address sanitizer's business already;
  # checked twice they take a quarter of the time to compile.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,object-size,vptr
                      -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=address,undefined)
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
  set(HEDDLE_X86_64 ON)
endif()
if(HEDDLE_SANITIZE AND HEDDLE_X86_64)
  # Vectorised kernels have one instruction set there (src/heddle/kernels/CMakeLists.txt).
  add_compile_options(-march=x86-64-v3)
endif()

find_program(HEDDLE_CCACHE ccache)
if(HEDDLE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${HEDDLE_CCACHE}")
endif()

# -fuse-ld=mold needs g++ 12.1 or clang.
find_program(HEDDLE_MOLD mold)
find_program(HEDDLE_LLD ld.lld)
if(HEDDLE_MOLD AND (CMAKE_CXX_COMPILER_ID MATCHES "Clang"
                    OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1))
  set(heddle_linker mold)
elseif(HEDDLE_LLD)
  set(heddle_linker lld)
else()
  set(heddle_linker default)
endif()
if(NOT heddle_linker STREQUAL "default")
  add_link_options("-fuse-ld=${heddle_linker}")
endif()

# heddle_precompile(<target> [<owner>] [HEADERS <headers>...]): headers from outside that most files
# include are read once. A target reuses those of `owner`, or is an owner if it names none.
#
# An aid of speed only, half the time of a small file: every file includes what it uses, which
# clang-tidy and the fuzzers check, as they build without. Only headers from outside stand here:
# those of Heddle change, and each change would compile everything again. Clang refuses to reuse
# headers where definitions differ, as they do between rooms.

set(heddle_headers <algorithm> <array> <cmath> <cstdint> <cstring> <filesystem> <functional>
                   <limits> <map> <memory> <optional> <span> <string> <string_view> <utility>
                   <vector> <fmt/core.h>)

function(heddle_precompile target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  elseif(arg_UNPARSED_ARGUMENTS)
    target_precompile_headers(${target} REUSE_FROM ${arg_UNPARSED_ARGUMENTS})
  else()
    target_precompile_headers(${target} PRIVATE ${heddle_headers} ${arg_HEADERS})
  endif()
endfunction()

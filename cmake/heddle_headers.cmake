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

# heddle_unity(<target> <files>): so many files are compiled as one. For tests and the command line,
# whose own lines are few: most of the time goes into headers and into instantiations of gtest, JSON
# and rapidcheck, which are now made once per batch. Not for the library, which changes more often.
#
# Files of a batch share their unnamed namespace, so that a helper's name says which file it serves.
# An aid of speed too: with HEDDLE_UNITY=OFF, as for clang-tidy, every file is compiled alone.
function(heddle_unity target files)
  if(HEDDLE_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${files})
  endif()
endfunction()

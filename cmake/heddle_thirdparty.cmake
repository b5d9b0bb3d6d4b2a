# Libraries from outside. Required: fmt, nlohmann_json, toml++, CLI11, threads, OpenMP.
# Optional ones become a target heddle_thirdparty_<name> that also defines HEDDLE_HAVE_<NAME>;
# heddle_room(LIBRARIES ...) skips those that this machine lacks.
#
# Optional ones are searched by header and library, not by package config: Debian's oneDNN config
# demands OpenCL headers, its libzip config demands the command-line tools of libzip, and its toml++
# config links a shared library that a header-only reader does not need.

option(HEDDLE_WITH_HIGHWAY "Use Highway if it is found" ON)
option(HEDDLE_WITH_ONEDNN "Use oneDNN if it is found" ON)
option(HEDDLE_WITH_LIBZIP "Use libzip if it is found" ON)
option(HEDDLE_WITH_ZLIB "Use zlib if it is found" ON)
option(HEDDLE_WITH_GMP "Use GMP if it is found" ON)
option(HEDDLE_WITH_CADICAL "Use CaDiCaL if it is found" ON)

find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)

# heddle_header_only(<name> <header>): target heddle_thirdparty_<name>, or a clear end.
function(heddle_header_only name header)
  string(TOUPPER "${name}" upper)
  find_path(HEDDLE_${upper}_INCLUDE_DIR "${header}")
  if(NOT HEDDLE_${upper}_INCLUDE_DIR)
    message(FATAL_ERROR "${name}: header ${header} not found; ./dev setup installs it")
  endif()
  add_library(heddle_thirdparty_${name} INTERFACE)
  target_include_directories(heddle_thirdparty_${name} SYSTEM
                             INTERFACE "${HEDDLE_${upper}_INCLUDE_DIR}")
endfunction()

heddle_header_only(toml toml++/toml.h)
heddle_header_only(cli11 CLI/CLI.hpp)

# heddle_optional(<name> <header> <library> <what a build without it lacks>)
function(heddle_optional name header library loss)
  string(TOUPPER "${name}" upper)
  if(HEDDLE_WITH_${upper})
    find_path(HEDDLE_${upper}_INCLUDE_DIR "${header}")
    find_library(HEDDLE_${upper}_LIBRARY "${library}")
  endif()
  if(HEDDLE_WITH_${upper} AND HEDDLE_${upper}_INCLUDE_DIR AND HEDDLE_${upper}_LIBRARY)
    add_library(heddle_thirdparty_${name} INTERFACE)
    target_include_directories(heddle_thirdparty_${name} SYSTEM
                               INTERFACE "${HEDDLE_${upper}_INCLUDE_DIR}")
    target_link_libraries(heddle_thirdparty_${name} INTERFACE "${HEDDLE_${upper}_LIBRARY}")
    target_compile_definitions(heddle_thirdparty_${name} INTERFACE HEDDLE_HAVE_${upper}=1)
    set(state "${HEDDLE_${upper}_LIBRARY}")
  elseif(HEDDLE_WITH_${upper})
    set(state "not found: ${loss}")
  else()
    set(state "switched off: ${loss}")
  endif()
  set_property(GLOBAL APPEND PROPERTY heddle_summary "${name}: ${state}")
endfunction()

heddle_optional(highway hwy/highway.h hwy "no vectorised CPU kernels, only reference loops")
heddle_optional(onednn oneapi/dnnl/dnnl.hpp dnnl "dense products run on slower loops")
heddle_optional(libzip zip.h zip "npz archives cannot be read or written")
heddle_optional(zlib zlib.h z "gzip files cannot be read")
heddle_optional(gmp gmpxx.h gmp "circuits cannot be verified")
heddle_optional(cadical cadical.hpp cadical "functional labels of circuits cannot be proved")

function(heddle_print_summary)
  message(STATUS "Heddle ${PROJECT_VERSION}, ${CMAKE_BUILD_TYPE}, ${CMAKE_CXX_COMPILER_ID} "
                 "${CMAKE_CXX_COMPILER_VERSION}, linker ${heddle_linker}")
  if(NOT HEDDLE_CCACHE)
    message(STATUS "  ccache: not found: every build from scratch compiles every file")
  endif()
  get_property(lines GLOBAL PROPERTY heddle_summary)
  foreach(line IN LISTS lines)
    message(STATUS "  ${line}")
  endforeach()
endfunction()

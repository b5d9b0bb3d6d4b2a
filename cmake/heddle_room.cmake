# heddle_room(<room> [DEPENDS <rooms>...] [LIBRARIES <targets>...] [EXCLUDE <regex>...])
#
# Makes the target heddle_<room> (alias heddle::<room>) of all .cc files below the calling folder:
# a static library, or an interface library if there are none.
#   DEPENDS    rooms that this one includes; they must come earlier in the root's list
#   LIBRARIES  targets to link; a heddle_thirdparty_* that was not found is skipped
#   EXCLUDE    paths relative to the room that match one of these are left out

function(heddle_room room)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPENDS;LIBRARIES;EXCLUDE")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "heddle_room(${room}): unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()

  file(GLOB_RECURSE sources RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" CONFIGURE_DEPENDS "*.cc")
  foreach(regex IN LISTS arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "${regex}")
  endforeach()

  set(target "heddle_${room}")
  if(sources)
    set(scope PUBLIC)
    add_library(${target} STATIC ${sources})
    if(room STREQUAL "base")
      heddle_precompile(${target})
    else()
      heddle_precompile(${target} heddle_base)
    endif()
  else()
    set(scope INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library("heddle::${room}" ALIAS ${target})
  target_include_directories(${target} ${scope} "${PROJECT_SOURCE_DIR}/src")

  foreach(dependency IN LISTS arg_DEPENDS)
    if(NOT TARGET "heddle_${dependency}")
      message(FATAL_ERROR "heddle_room(${room}): depends on room ${dependency}, which is missing "
                          "or comes later in the list of rooms in the root CMakeLists.txt")
    endif()
    target_link_libraries(${target} ${scope} "heddle::${dependency}")
  endforeach()
  foreach(library IN LISTS arg_LIBRARIES)
    if(TARGET "${library}" OR NOT library MATCHES "^heddle_thirdparty_")
      target_link_libraries(${target} ${scope} "${library}")
    endif()
  endforeach()
endfunction()

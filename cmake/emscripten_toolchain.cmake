# Hands over to the toolchain file that belongs to the emcc on PATH. It lies in the same tree as
# emcc itself, be that Debian's package or an emsdk; where emcc is a wrapper script that stands
# elsewhere, em-config knows the tree.
find_program(ECD_EMCC emcc REQUIRED)

file(REAL_PATH "${ECD_EMCC}" emcc_file)
cmake_path(GET emcc_file PARENT_PATH emscripten_root)
set(toolchain_file cmake/Modules/Platform/Emscripten.cmake)

if(NOT EXISTS "${emscripten_root}/${toolchain_file}")
  execute_process(
    COMMAND em-config EMSCRIPTEN_ROOT
    OUTPUT_VARIABLE emscripten_root
    OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()

include("${emscripten_root}/${toolchain_file}")

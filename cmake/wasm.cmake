# How the WebAssembly build differs. Written for emcc 3.1.6, which Debian 12 has, and newer ones.

# One exception model for every object and for the link: a mixture does not link or does not catch.
# Crypto++ throws; the engine's own exceptions are smaller and leave no JavaScript in the call.
if(EMSCRIPTEN)
  add_compile_options(-fwasm-exceptions)
  add_link_options(-fwasm-exceptions)
endif()

# The Wasm build is -O3, and files off the path of each request are given to this. Not the other way
# round: the link must be -O3, for its pass over the whole module makes SHA-256 6 times as fast as at
# -Oz and the module 1% larger (gzip); and emcc 3.1.6 does not forget an -Oz when an -O3 follows it.
function(ecd_optimize_for_size)
  if(EMSCRIPTEN)
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -Oz)
  endif()
endfunction()

# Links `target` into a pair target.wasm and target.mjs that runs in browsers, Node.js and the rest
# alike. The caller always hands in the bytes, through instantiateWasm.
function(ecd_link_wasm target)
  set_target_properties(${target} PROPERTIES SUFFIX .mjs)
  target_link_options(${target} PRIVATE
    -lembind
    --no-entry                             # a library has no main()

    # The glue: one ES module that exports a factory and touches nothing until it is called.
    -sMODULARIZE=1
    -sEXPORT_ES6=1
    -sUSE_ES6_IMPORT_META=0                # no new URL("x.wasm", import.meta.url) for bundlers to chase
    -sENVIRONMENT=web                      # runs everywhere; Node's glue hooks process-wide errors
    -sINCOMING_MODULE_JS_API=instantiateWasm  # the one thing the caller gives; drops code for the rest
    -sDYNAMIC_EXECUTION=0                  # no eval: pages forbid it by Content-Security-Policy
    -sFILESYSTEM=0                         # the core does no input or output

    # Memory.
    -sMALLOC=emmalloc                      # 7 kB smaller than dlmalloc; a call makes few allocations
    -sINITIAL_MEMORY=4194304               # 4 MiB: a signature needs no growth
    -sALLOW_MEMORY_GROWTH=1                # a large answer does
    -sMAXIMUM_MEMORY=268435456             # 256 MiB: input is capped far below it
    -sTOTAL_STACK=1048576                  # 1 MiB, for RSA's big integers and nested JSON
    -Wl,--stack-first)                     # an overflow of the stack traps; else it overwrites data
endfunction()

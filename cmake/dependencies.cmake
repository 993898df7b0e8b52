# What is not ours: Crypto++ (from source), nlohmann/json (headers) and, natively, GoogleTest.

# Makes the headers in `folder` reachable as <name/...>, through a folder that holds nothing but that
# one link. The folder they really stand in may hold others: /usr/include must never reach em++.
function(ecd_include_as target scope name folder)
  set(root "${PROJECT_BINARY_DIR}/include/${name}")
  file(MAKE_DIRECTORY "${root}")
  file(CREATE_LINK "${folder}" "${root}/${name}" SYMBOLIC)
  target_include_directories(${target} SYSTEM ${scope} "${root}")
endfunction()

# --- Crypto++ 8.7 --------------------------------------------------------------------------------

# Where scripts/setup.sh has put it, unless the environment or -D names another folder.
if(DEFINED ENV{ECD_CRYPTOPP_SOURCE})
  set(cryptopp_default "$ENV{ECD_CRYPTOPP_SOURCE}")
elseif(DEFINED ENV{ECD_WASM_CACHE})
  set(cryptopp_default "$ENV{ECD_WASM_CACHE}/cryptopp-8.7.0")
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(cryptopp_default "$ENV{XDG_CACHE_HOME}/ecd-wasm/cryptopp-8.7.0")
else()
  set(cryptopp_default "$ENV{HOME}/.cache/ecd-wasm/cryptopp-8.7.0")
endif()
set(ECD_CRYPTOPP_SOURCE "${cryptopp_default}" CACHE PATH "Unpacked source of Crypto++ 8.7")

if(NOT EXISTS "${ECD_CRYPTOPP_SOURCE}/sha.cpp")
  message(FATAL_ERROR "No Crypto++ source in ${ECD_CRYPTOPP_SOURCE}: run scripts/setup.sh")
endif()

# Both lists are the shortest that link: a unit more is code that nothing calls, but whose static
# objects the linker must keep. Crypto++'s full closure made the core twice as large.
set(cryptopp_hash_units  # SHA-1, SHA-256, SM3, HMAC, VerifyBufsEqual
    allocate asn cryptlib dll filters fips140 hmac iterhash misc sha sm3)
set(cryptopp_rsa_units   # and with these RSA PKCS#1 v1.5, PKCS#8 and SubjectPublicKeyInfo
    algparam integer mqueue nbtheory oaep pkcspad pubkey queue rsa)
set(cryptopp_hot_units hmac iterhash misc sha sm3)

function(ecd_add_cryptopp target)
  add_library(${target} STATIC)
  foreach(unit IN LISTS ARGN)
    set(source "${ECD_CRYPTOPP_SOURCE}/${unit}.cpp")
    target_sources(${target} PRIVATE "${source}")
    if(NOT unit IN_LIST cryptopp_hot_units)
      ecd_optimize_for_size("${source}")
    endif()
  endforeach()
  ecd_include_as(${target} PUBLIC cryptopp "${ECD_CRYPTOPP_SOURCE}")
  target_compile_options(${target} PRIVATE -w)
  # Plain C++, the same code on every platform. PUBLIC, and not only for taste: the headers lay out
  # classes by this macro, so a user compiled without it reads the wrong memory.
  target_compile_definitions(${target} PUBLIC CRYPTOPP_DISABLE_ASM=1)
  target_compile_definitions(${target} PRIVATE NDEBUG)
endfunction()

ecd_add_cryptopp(cryptopp_hash ${cryptopp_hash_units})
ecd_add_cryptopp(cryptopp_rsa ${cryptopp_rsa_units})
target_link_libraries(cryptopp_rsa PUBLIC cryptopp_hash)

# wasm-ld asks only for symbols that live code reaches. The native linker does so too when each
# function has its own section, save that it follows type information: hashing then needs RSA's units.
if(NOT EMSCRIPTEN)
  foreach(target cryptopp_hash cryptopp_rsa)
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections -g1)
  endforeach()
  target_link_options(cryptopp_hash INTERFACE -Wl,--gc-sections)
  target_link_libraries(cryptopp_hash INTERFACE cryptopp_rsa)
endif()

# --- nlohmann/json -------------------------------------------------------------------------------

find_path(ECD_NLOHMANN_INCLUDE nlohmann/json.hpp PATHS /usr/include /usr/local/include
          NO_CMAKE_FIND_ROOT_PATH REQUIRED DOC "The folder that holds nlohmann/json.hpp")
add_library(nlohmann_json INTERFACE)
ecd_include_as(nlohmann_json INTERFACE nlohmann "${ECD_NLOHMANN_INCLUDE}/nlohmann")

# --- GoogleTest ----------------------------------------------------------------------------------

if(NOT EMSCRIPTEN)
  find_package(GTest REQUIRED)
endif()

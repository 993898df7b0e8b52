# With ECD_SANITIZE every object is instrumented, Crypto++ included: an overflow that our code causes
# may happen inside it.
if(ECD_SANITIZE)
  set(ecd_sanitize -fsanitize=address,undefined
      -fno-sanitize-recover=all  # a finding ends the program, so no test can pass over it
      -fno-omit-frame-pointer)   # complete stacks in the reports
  add_compile_options(${ecd_sanitize})
  add_link_options(${ecd_sanitize})
endif()

# Linked by each target of ours; code of others is neither ours to mend nor to be warned about.
add_library(ecd_warnings INTERFACE)
target_compile_options(ecd_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)

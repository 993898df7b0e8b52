/** Scripts that teach a shell to complete `ecd`. Each asks the command itself, so that it never grows old. */

const BASH = `# Completion of the command ecd in bash.
# This shell:     eval "$(ecd completion bash)"
# Shells to come: ecd completion bash > ~/.local/share/bash-completion/completions/ecd
#                 (read by the package bash-completion), or the line above in ~/.bashrc
_ecd() {
  local current=\${COMP_WORDS[COMP_CWORD]} line word
  # bash takes --name=value apart at the equals sign.
  [[ $current != = ]] || current=
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return
    fi
    word=\${line%%$'\\t'*}
    [[ $word != *[!A-Za-z0-9_.,:/@%+=-]* ]] || printf -v word %q "$word"
    COMPREPLY+=("$word")
  done < <("$1" __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$current" 2>/dev/null)
}
complete -o nosort -F _ecd ecd 2>/dev/null || complete -F _ecd ecd
`;

const ZSH = `#compdef ecd
# Completion of the command ecd in zsh.
# This shell:     eval "$(ecd completion zsh)", after compinit
# Shells to come: ecd completion zsh > FOLDER/_ecd, with a FOLDER that $fpath has before compinit
_ecd() {
  local -a lines described
  local line
  lines=("\${(@f)$("\${(Q)words[1]}" __complete "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ $lines[1] == :files ]]; then
    _files
    return
  fi
  for line in $lines; do
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -V ecd described
}
if [[ $funcstack[1] == _ecd ]]; then
  _ecd "$@"
else
  compdef _ecd ecd
fi
`;

const FISH = `# Completion of the command ecd in fish.
# This shell:     ecd completion fish | source
# Shells to come: ecd completion fish > ~/.config/fish/completions/ecd.fish
function __ecd_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = ":files"
        __fish_complete_path "$current"
    else
        printf '%s\\n' $lines
    end
end
complete --command ecd --no-files --keep-order --arguments '(__ecd_complete)'
`;

export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH };

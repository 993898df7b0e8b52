import { UsageError } from "../cli_errors.js";
import { defineCommand } from "../command.js";
import { SHELLS } from "../completion/candidates.js";
import { SCRIPTS } from "../completion/scripts.js";
import { EXIT } from "../exit_status.js";
import { didYouMean } from "../suggest.js";

/** `ecd completion`: the script that teaches a shell to complete `ecd`. */
export const completion = defineCommand({
  name: "completion",
  summary: "print a script that completes this command in your shell",
  usage: SHELLS.join("|"),
  operands: [1, 1],
  flags: {},
  examples: [
    'eval "$(ecd completion bash)"     # in ~/.bashrc',
    'eval "$(ecd completion zsh)"      # in ~/.zshrc, after compinit',
    "ecd completion fish > ~/.config/fish/completions/ecd.fish",
  ],
  run({ positionals: [name = ""], stdout }) {
    const shell = SHELLS.find((each) => each === name);
    if (!shell)
      throw new UsageError(
        `completion is for ${SHELLS.join(", ")}, not ${name}${didYouMean(name, SHELLS)}`,
      );
    stdout.write(SCRIPTS[shell]);
    return Promise.resolve(EXIT.done);
  },
});

import type { Command } from "./command.js";
import { call } from "./commands/call.js";
import { completion } from "./commands/completion.js";
import { consolePage } from "./commands/console.js";
import { copyImage } from "./commands/copy_image.js";
import { describe } from "./commands/describe.js";
import { emulator } from "./commands/emulator.js";
import { explainSignature } from "./commands/explain.js";
import { sign } from "./commands/sign.js";
import { validate } from "./commands/validate.js";
import { wait } from "./commands/wait.js";

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  copyImage,
  wait,
  call,
  validate,
  sign,
  explainSignature,
  describe,
  emulator,
  consolePage,
  completion,
];

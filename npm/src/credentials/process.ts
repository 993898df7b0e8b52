/// <reference types="node" />
import { execFile } from "node:child_process";
import type { ExecFileException } from "node:child_process";
import type { Keys } from "./access_key.js";
import { expirationOf, objectOf } from "./answer.js";
import { commandWords } from "./command_words.js";
import { failed } from "./failures.js";
import type { World } from "./provider.js";

/** Keys take a few hundred bytes. */
const MAX_OUTPUT_BYTES = 64 << 10;

const what = "process_command";

/** Why a program gave nothing. Node's own message quotes the command and all of stderr. */
function reasonOf(error: ExecFileException, timeoutMs: number): string {
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
    return `wrote more than ${MAX_OUTPUT_BYTES} bytes`;
  if (error.killed) return `did not end within ${timeoutMs} ms`;
  if (typeof error.code === "string") return `cannot be run (${error.code})`;
  return typeof error.code === "number"
    ? `ended with status ${error.code}`
    : "was ended by a signal";
}

/** Runs a program without a shell, without input, and gives its stdout. @throws EcdError `CredentialsFailed` */
function outputOf(
  [program, ...rest]: [string, ...string[]],
  { env, processTimeoutMs }: World,
): Promise<string> {
  const limits = {
    timeout: processTimeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: MAX_OUTPUT_BYTES,
  } as const;
  const options = { env, windowsHide: true, ...limits };
  return new Promise<string>((resolve, reject) => {
    const child = execFile(program, rest, options, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.on("error", () => undefined); // it may end without reading
    child.stdin?.end();
  }).catch((error: ExecFileException) => {
    throw failed(`${what} ${reasonOf(error, processTimeoutMs)}`);
  });
}

/** The keys that a program prints as `{mode, access_key_id, access_key_secret, sts_token?, expiration?}`. @throws EcdError */
export async function keysOfProcess(world: World, command: string): Promise<Keys> {
  const answer = objectOf(
    await outputOf(commandWords(command, process.platform === "win32"), world),
  );
  if (!answer) throw failed(`${what} printed no JSON object`);
  const {
    access_key_id: accessKeyId,
    access_key_secret: accessKeySecret,
    sts_token: token,
  } = answer;
  if (typeof accessKeyId !== "string" || !accessKeyId)
    throw failed(`${what} printed no access_key_id`);
  if (typeof accessKeySecret !== "string" || !accessKeySecret)
    throw failed(`${what} printed no access_key_secret`);
  const isTemporary = typeof token === "string" && token !== "";
  if (answer["mode"] === "StsToken" && !isTemporary) throw failed(`${what} printed no sts_token`);
  return {
    accessKeyId,
    accessKeySecret,
    ...(isTemporary ? { securityToken: token } : {}),
    ...expirationOf(answer["expiration"], what),
  };
}

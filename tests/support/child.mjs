// Programs in a process of their own: what must hold from the first import on, or for a core that is
// broken on purpose.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Longer than any of them takes on a busy machine. */
const TIMEOUT_MS = 120_000;

/**
 * Put before a program: `instances` is filled with every WebAssembly instance that is made, and
 * `memoryOf(instance)` gives its memory.
 */
export const RECORD_INSTANCES = `
  globalThis.instances = [];
  globalThis.memoryOf = ({ exports }) => Object.values(exports).find((e) => e instanceof WebAssembly.Memory);
  {
    const { Instance, instantiate, instantiateStreaming } = WebAssembly;
    WebAssembly.Instance = class extends Instance {
      constructor(...given) {
        super(...given);
        instances.push(this);
      }
    };
    const recorded = (make) => async (...given) => {
      const made = await make(...given);
      instances.push(made instanceof Instance ? made : made.instance);
      return made;
    };
    WebAssembly.instantiate = recorded(instantiate);
    WebAssembly.instantiateStreaming = recorded(instantiateStreaming);
  }
`;

/**
 * Runs a program, which may use \`print(value)\` once and packages by name; gives what it printed.
 * @throws Error with its stderr when it fails or writes anything else
 */
export function runProgram(source, { type = "module", flags = [], env = {}, input = "" } = {}) {
  const print = "const print = (value) => console.log(JSON.stringify(value));\n";
  const words = [...flags, `--input-type=${type}`, "--eval", print + source];
  const options = {
    cwd: ROOT,
    timeout: TIMEOUT_MS,
    maxBuffer: 64 << 20,
    env: { PATH: process.env.PATH, ...env },
  };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, words, options, (error, stdout, stderr) => {
      if (error || stderr) return reject(new Error(`the program failed: ${stderr || error}`));
      resolve(stdout === "" ? undefined : JSON.parse(stdout));
    });
    child.stdin.on("error", () => {}); // it may end without reading
    child.stdin.end(input);
  });
}

// Wycheproof's vectors (github.com/C2SP/wycheproof), where they stand beside the project. They are not
// part of it: a test that needs them says that it was skipped.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = new URL("../../../shared/vectors/wycheproof/", import.meta.url);

/** Why the tests of a file are skipped, or false. */
export const noWycheproof = (name) =>
  existsSync(new URL(`${name}.json`, FOLDER)) ? false : `${fileURLToPath(FOLDER)} has no ${name}`;

/** [{group, test}] of a file. */
export function wycheproof(name) {
  const { testGroups } = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
  return testGroups.flatMap((group) => group.tests.map((test) => ({ group, test })));
}

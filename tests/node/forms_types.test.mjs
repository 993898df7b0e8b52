// The types of `ecd-wasm/forms`, with the compiler at its strictest.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OPTIONS =
  "--noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --target es2022 --module nodenext --types";

for (const lib of ["es2022", "es2022,dom,dom.iterable"]) {
  test(`types compile with ${lib}, and are those of the standard`, () => {
    const args = [...OPTIONS.split(" "), "", "--lib", lib, "tests/node/forms_types.ts"];
    const { status, stdout } = spawnSync("node_modules/.bin/tsc", args, {
      cwd: ROOT,
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout);
  });
}

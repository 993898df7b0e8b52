// Checks the tests: each mutant of tests/mutation/mutants.json is one mistake in one file of the core,
// and with it a native test must fail. The mistake is made in a copy; src/ is never touched.
//
//   node scripts/mutants.mjs
//
// ECD_MUTANTS: how many (5), "all", or names joined by commas. ECD_MUTANTS_SEED repeats a choice.
// A mutant whose old text is not in its file exactly once is an error, whether it was chosen or not.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LIST = "tests/mutation/mutants.json";
const BUILT = join(ROOT, "build/native/tests");
const MUTANT_SOURCE = join(BUILT, "mutation/mutant.cpp");
/** All tests take a tenth of a second; a mutant that makes one endless is found out as well. */
const TIME_OUT_MS = 60_000;

const wanted = process.env.ECD_MUTANTS ?? "5";
const seed = process.env.ECD_MUTANTS_SEED ?? String(randomInt(2 ** 31));

/** What is wrong with a mutant's description, or nothing. */
function problemOf({ name, file, old, new: replacement }) {
  if (!/^src\/.*\.cpp$/.test(file)) return `${file} is no .cpp file of src/`;
  const count = readFileSync(join(ROOT, file), "utf8").split(old).length - 1;
  if (count !== 1) return `${file} holds its old text ${count} times, not once: ${old}`;
  return old === replacement ? "it changes nothing" : undefined;
}

function readMutants() {
  const mutants = JSON.parse(readFileSync(join(ROOT, LIST), "utf8"));
  const problems = mutants.flatMap((mutant) => {
    const problem = problemOf(mutant);
    return problem ? [`${LIST}: ${mutant.name}: ${problem}`] : [];
  });
  if (new Set(mutants.map(({ name }) => name)).size < mutants.length) {
    problems.push(`${LIST}: two mutants have one name`);
  }
  if (problems.length === 0) return mutants;
  console.error(problems.join("\n"));
  process.exit(1);
}

function choose(mutants) {
  if (wanted === "all") return mutants;
  if (/^\d+$/.test(wanted)) {
    console.log(`ECD_MUTANTS_SEED=${seed}`);
    const rank = ({ name }) => createHash("sha256").update(`${seed} ${name}`).digest("hex");
    return mutants.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, Number(wanted));
  }
  return wanted.split(",").map((name) => {
    const mutant = mutants.find((one) => one.name === name);
    if (!mutant) throw new Error(`${LIST} has no mutant ${name}`);
    return mutant;
  });
}

function runTests(program) {
  const flags = ["--gtest_brief=1", "--gtest_fail_fast"];
  return spawnSync(program, flags, { encoding: "utf8", timeout: TIME_OUT_MS });
}

/** Who found the mutant out, or an error: nobody did, or it does not even compile. */
function killerOf({ file, old, new: replacement }) {
  // Not a pattern: `$` in the new text means itself.
  const mutated = readFileSync(join(ROOT, file), "utf8").split(old).join(replacement);
  writeFileSync(MUTANT_SOURCE, mutated);
  const build = ["--build", "--preset", "native", "--target", "ecd_mutant"];
  const { status, stdout } = spawnSync("cmake", build, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`does not build, so it says nothing:\n${stdout}`);
  const tests = runTests(join(BUILT, "mutation/ecd_mutant"));
  if (tests.status === 0) throw new Error("survived: a test is missing");
  if (tests.signal) return tests.error ? "the time-out" : tests.signal;
  return /\[ {2}FAILED {2}\] (\S+?),? /.exec(tests.stdout)?.[1] ?? `exit code ${tests.status}`;
}

function tryOut(mutant) {
  const start = Date.now();
  let outcome;
  let killed = true;
  try {
    outcome = `found by ${killerOf(mutant)}`;
  } catch (error) {
    killed = false;
    outcome = error.message;
  }
  console.log(
    `${mutant.name.padEnd(30)} ${outcome} (${((Date.now() - start) / 1000).toFixed(1)} s)`,
  );
  return killed;
}

const chosen = choose(readMutants());
execFileSync(join(ROOT, "scripts/build.sh"), ["native"], {
  env: { ...process.env, ECD_SKIP_SETUP: "1" },
  stdio: "inherit",
});
if (runTests(join(BUILT, "cpp/ecd_tests")).status !== 0) {
  throw new Error("the tests fail without a mutant");
}
mkdirSync(join(BUILT, "mutation"), { recursive: true });
const killed = chosen.map(tryOut).filter(Boolean).length;
console.log(`mutants: ${killed} passed, ${chosen.length - killed} failed`);
process.exitCode = killed === chosen.length ? 0 : 1;

// What a call that must fail fails with.
import assert from "node:assert/strict";
import { EcdError } from "ecd-wasm";

/** The error of a promise that must reject, with its type and members checked. */
export async function failure(promise, type, members = {}) {
  const error = await promise.then(
    (result) => assert.fail(`no error but ${JSON.stringify(result)}`),
    (reason) => reason,
  );
  assert.ok(error instanceof type && error instanceof EcdError, `${error?.stack}`);
  assert.equal(error.name, type.name);
  const given = Object.fromEntries(Object.keys(members).map((name) => [name, error[name]]));
  assert.deepEqual(given, members, error.message);
  return error;
}

import type { AuditEvent, RelayOptions } from "./options.js";

/** Members whose values are for the service alone. */
const SECRET = /password|secret|encryptionkey|trustkey/i;

/** Validated parameters, which are not deep, as an audit may keep them. */
export function auditable(params: Record<string, unknown>): Record<string, unknown> {
  const hide = (name: string, value: unknown): unknown => (SECRET.test(name) ? "***" : value);
  return JSON.parse(JSON.stringify(params, hide)) as Record<string, unknown>;
}

/** Tells the host application. Nothing that it does changes the answer. */
export function tell(audit: RelayOptions["audit"], event: AuditEvent): void {
  // Not waited for: a slow log must not make a client doubt what became of its call.
  Promise.resolve(event)
    .then((told) => audit?.(told))
    .catch(() => undefined);
}

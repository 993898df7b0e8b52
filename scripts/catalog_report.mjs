// What changed from one catalog to the next.

// [name, operation] of every line but the first.
const operationsOf = (content) => content.split("\n").filter(Boolean).slice(1)
  .map((line) => JSON.parse(line)).map((operation) => [operation.name, operation]);

// The paths of all fields of a request, and "path schema.maximum" → value of their constraints.
function flatten(operation) {
  const flat = { fields: new Set(), constraints: new Map() };
  const visit = (field, path) => {
    flat.fields.add(path);
    for (const side of ["schema", "documented"]) {
      for (const [key, value] of Object.entries(field[side] ?? {})) {
        flat.constraints.set(`${path} ${side}.${key}`, JSON.stringify(value));
      }
    }
    if (field.items) visit(field.items, `${path}[]`);
    for (const member of field.properties ?? []) visit(member, `${path}.${member.name}`);
  };
  for (const field of operation.parameters ?? []) visit(field, field.name);
  return flat;
}

function compareKeys(old, now, what, say) {
  for (const key of now) if (!old.has(key)) say(`${what} added: ${key}`);
  for (const key of old) if (!now.has(key)) say(`${what} gone: ${key}`);
}

function compareOperation(name, before, after, say) {
  const [old, now] = [flatten(before), flatten(after)];
  compareKeys(old.fields, now.fields, `parameter of ${name}`, say);
  for (const key of new Set([...old.constraints.keys(), ...now.constraints.keys()])) {
    const [from, to] = [old, now].map(({ constraints }) => constraints.get(key) ?? "none");
    if (from !== to) say(`constraint changed: ${name} ${key}: ${from} → ${to}`);
  }
}

/** What is new, gone or different between the texts of two catalogs; nothing between equal ones. */
export function report(before, after) {
  const lines = [];
  const say = (line) => lines.push(line);
  const [old, now] = [before, after].map((content) => new Map(operationsOf(content)));
  compareKeys(new Set(old.keys()), new Set(now.keys()), "operation", say);
  for (const [name, operation] of now) {
    if (old.has(name)) compareOperation(name, old.get(name), operation, say);
  }
  return lines;
}

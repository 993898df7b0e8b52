/** Looking into a caller's objects without running anything of the caller's. */

/** Plain objects of any realm, and those without a prototype. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The value of an object's own member; nothing when there is none or an accessor, which is not run. */
export function ownValue(object: unknown, name: string): unknown {
  if (typeof object !== "object" || object === null) return undefined;
  return Object.getOwnPropertyDescriptor(object, name)?.value;
}

/** The object with another value for a name. Accessors stay accessors and are not run. */
export function withValue(object: object, name: string, value: unknown): object {
  const own = Object.getOwnPropertyDescriptors(object);
  return Object.defineProperties({}, { ...own, [name]: { value, enumerable: true } });
}

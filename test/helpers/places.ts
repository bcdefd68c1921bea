/** Every place in a value, and the value with something else at one: what properties of configurations begin with. */

export type Path = readonly (string | number)[];

export function paths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const beneath = Array.isArray(value)
    ? value.flatMap((item: unknown, i) => paths(item, [...path, i]))
    : Object.entries(value).flatMap(([key, item]) => paths(item, [...path, key]));
  return [path, ...beneath];
}

/** A copy that has something else at a place; what lies beside it is shared. */
export function put(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  const copy = copyOf(value);
  copy[key] = put(copy[key], rest, replacement);
  return copy;
}

/** A copy that has nothing at a place. @param path not the whole value's */
export function without(value: unknown, path: Path): unknown {
  const [key = '', ...rest] = path;
  const copy = copyOf(value);
  if (rest.length > 0) copy[key] = without(copy[key], rest);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else Reflect.deleteProperty(copy, key);
  return copy;
}

function copyOf(value: unknown): Record<string | number, unknown> {
  return (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string | number,
    unknown
  >;
}

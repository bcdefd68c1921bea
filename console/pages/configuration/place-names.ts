/** Whom a path of the configuration is about, by name: `routes[2].destinations[0].url` is that of `orders → mail`. */
export function placeNames(path: string, config: unknown): string | undefined {
  const [, route, destination] = /^routes\[(\d+)\](?:\.destinations\[(\d+)\])?/.exec(path) ?? [];
  const found = itemOf(config, 'routes', route);
  const name = nameOf(found);
  if (name === undefined) return undefined;
  const whose = nameOf(itemOf(found, 'destinations', destination));
  return whose === undefined ? name : `${name} → ${whose}`;
}

function itemOf(of: unknown, list: string, at: string | undefined): unknown {
  const items = (Object(of) as Readonly<Record<string, unknown>>)[list];
  return Array.isArray(items) && at !== undefined ? (items as readonly unknown[])[Number(at)] : undefined;
}

function nameOf(item: unknown): string | undefined {
  const { name } = Object(item) as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

/**
 * A query in order of its names and values, decoded, as `name=value` with `&` between. What could be read in two ways is
 * not read at all: a name with `=` or `&`, a value with `&`, an escape that is none.
 */
export type Parameter = readonly [name: string, value: string];

/** The parameter that a content template names: `{query:data.id|lower}` names `data.id`. */
export function parameterOf(argument: string): string {
  return argument.endsWith('|lower') ? argument.slice(0, -'|lower'.length) : argument;
}

/** @returns null where it has no one reading */
export function sortedParameters(url: string): readonly Parameter[] | null {
  const [, query = ''] = url.split(/\?(.*)/s);
  const parameters: Parameter[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decoded(part.slice(at + 1));
    if (name === undefined || value === undefined || /[&=]/.test(name) || value.includes('&')) return null;
    parameters.push([name, value]);
  }
  return parameters.sort(byNameAndValue);
}

export function sortedQuery(url: string): string | null {
  return (
    sortedParameters(url)
      ?.map((parameter) => parameter.join('='))
      .join('&') ?? null
  );
}

/** The URL with its query so ordered and escaped in one way: the same for all that are signed alike. */
export function withSortedQuery(url: string): string {
  const [base = ''] = url.split('?');
  const parameters = sortedParameters(url) ?? [];
  return parameters.length === 0
    ? base
    : `${base}?${parameters.map((parameter) => parameter.map(encodeURIComponent).join('=')).join('&')}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The order of a form's fields and of a query's parameters where they are signed in order. */
export function byNameAndValue([a, x]: Parameter, [b, y]: Parameter): number {
  return compare(a, b) || compare(x, y);
}

/** The same, where values of one name stay as they come. */
export function byName([a]: Parameter, [b]: Parameter): number {
  return compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

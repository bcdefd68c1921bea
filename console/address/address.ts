/**
 * The address is all the state there is: which page, which delivery, which filters. It stands behind the `#`, so that names
 * of events and ids, which are the customers', reach no access log, and a path in front of the admin port does not matter.
 */
import { Watched, useWatched } from '../api/watched.js';
import { hrefOf } from './href.js';

export { hrefOf } from './href.js';

export interface Address {
  /** Segments of the path, decoded; the first is the page's name, empty for the overview. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

const current = new Watched<Address>(read(location.hash));

addEventListener('hashchange', () => {
  current.set(read(location.hash));
});

export function useAddress(): Address {
  return useWatched(current);
}

export function go(path: readonly string[], query?: Readonly<Record<string, string | undefined>>): void {
  location.hash = hrefOf(path, query);
}

/** Changes some of the query and stays on the page; `undefined` takes a value away. The way back leads before it. */
export function change(query: Readonly<Record<string, string | undefined>>): void {
  const { path, query: old } = current.value;
  go(path, { ...old, ...query });
}

/**
 * The same on the word of a field of the page that was shown at `seen`: where another address has come since, nothing. A
 * field that is taken away while somebody types in it still says that it changed.
 */
export function changeFrom(seen: Address, query: Readonly<Record<string, string | undefined>>): void {
  if (current.value === seen) change(query);
}

/** The same for what is no step that one wants to come back to. */
export function replace(query: Readonly<Record<string, string | undefined>>): void {
  const { path, query: old } = current.value;
  history.replaceState(null, '', hrefOf(path, { ...old, ...query }));
  current.set(read(location.hash));
}

/** A token is no page: the session takes it out of the address, perhaps only after this. */
function read(hash: string): Address {
  const text = hash.startsWith('#token=') ? '' : hash;
  const [path = '', query = ''] = text.replace(/^#?\/?/, '').split(/\?(.*)/s);
  return {
    path: path.split('/').map(decoded),
    query: Object.fromEntries(
      query
        .split('&')
        .filter((part) => part !== '')
        .map((part) => {
          const [name = '', value = ''] = part.split(/=(.*)/s);
          return [decoded(name), decoded(value)];
        }),
    ),
  };
}

/** An address that somebody typed is read as far as it goes. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

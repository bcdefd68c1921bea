/** The route whose path somebody most likely meant. */
import { nearest } from '../../checks/nearest.js';
import { callablePath } from '../../model/paths.js';

export interface Pathed {
  readonly name: string;
  readonly path?: string | undefined;
}

/** Longer paths are no slip of the hand, and comparing them costs. */
const LONGEST = 128;
const MOST_ROUTES = 2_000;

/** @returns the route's name; undefined where none is near */
export function nearestRoute(path: string, routes: readonly Pathed[]): string | undefined {
  if (path.length > LONGEST) return undefined;
  const known = routes
    .slice(0, MOST_ROUTES)
    .flatMap(({ name, path: own }) =>
      own === undefined ? [] : [{ name, plain: plainPath(callablePath(own)) }],
    );
  const wanted = plainPath(path);
  const found =
    known.find(({ plain }) => plain === wanted)?.name ??
    nameOf(
      nearest(
        wanted,
        known.map(({ plain }) => plain),
      ),
      known,
    ) ??
    mostInCommon(wanted, known);
  return found;
}

/** Case and slashes are what people get wrong first. */
function plainPath(path: string): string {
  return path
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/(?<=.)\/$/, '');
}

interface Known {
  readonly name: string;
  readonly plain: string;
}

function nameOf(plain: string | undefined, known: readonly Known[]): string | undefined {
  return plain === undefined ? undefined : known.find((one) => one.plain === plain)?.name;
}

/** Words of the path that both have; a last word counts twice, for it names the provider or the event. */
function mostInCommon(wanted: string, known: readonly Known[]): string | undefined {
  const words = wordsOf(wanted);
  let best: string | undefined;
  let most = 0;
  for (const { name, plain } of known) {
    const theirs = wordsOf(plain);
    const shared = words.filter((word) => theirs.includes(word)).length;
    const last = words.length > 0 && words.at(-1) === theirs.at(-1) ? 1 : 0;
    if (shared + last > most) [best, most] = [name, shared + last];
  }
  return best;
}

/** What any of them may begin with says nothing. */
const COMMON: ReadonlySet<string> = new Set(['webhook', 'webhooks', 'hook', 'hooks', 'api', 'v1', 'v2']);

function wordsOf(path: string): readonly string[] {
  return path.split(/[/._-]/).filter((word) => word !== '' && !COMMON.has(word));
}

/**
 * Which events a route or a destination wants. A pattern is a name, a beginning followed by `*`, `*` alone, or one of
 * these behind `!`. An event is wanted if some pattern without `!` fits (or there is none) and none behind `!` does; the
 * order of the patterns does not matter.
 */

export interface EventPattern {
  /** Behind `!`: what it fits is not wanted. */
  readonly not: boolean;
  /** The name, or the beginning. */
  readonly text: string;
  readonly isBeginning: boolean;
}

const MAX_LENGTH = 256;
const PRINTABLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;
/** Of other pattern languages: half understood, they would drop events without a word. */
const FOREIGN = /[?[\]{}()|\\^,]/;

/** What people write for every event; no provider names one so. */
const EVERY_WORD = /^(?:all|any)$/i;

/** @returns the pattern, or the sentence that says what is wrong with it. */
export function parseEventPattern(written: string): EventPattern | string {
  const not = written.startsWith('!');
  const text = not ? written.slice(1) : written;
  if (written.length > MAX_LENGTH || !PRINTABLE.test(text)) {
    return `expected an event name, a beginning such as lead.*, or one of these behind !, up to ${MAX_LENGTH} printable characters`;
  }
  if (EVERY_WORD.test(text))
    return `${text} is no pattern: * fits every event, and a route without events takes every event too`;
  if (text.startsWith('!')) return 'one ! is enough: a name or a beginning behind it is not wanted';
  if (FOREIGN.test(text)) {
    return 'only * at the end is special here; write one pattern for each name or beginning';
  }
  const star = text.indexOf('*');
  if (star < 0) return { not, text, isBeginning: false };
  if (star < text.length - 1) {
    return '* stands at the end only, for any continuation (invoice.* fits invoice.item.paid too); list the names instead';
  }
  return { not, text: text.slice(0, -1), isBeginning: true };
}

/**
 * @param patterns as written; each passed `parseEventPattern`
 * @returns undefined if every event is wanted. A delivery without a name is wanted only by `*`, or if all patterns have `!`.
 */
export function createEventFilter(
  patterns: readonly string[],
): ((event: string | undefined) => boolean) | undefined {
  if (patterns.length === 0) return undefined;
  const parsed = patterns.map(parseEventPattern).filter((pattern) => typeof pattern !== 'string');
  const wanted = matcherOf(parsed.filter(({ not }) => !not));
  const unwanted = matcherOf(parsed.filter(({ not }) => not));
  const wantsAll = parsed.every(({ not }) => not) || parsed.some(isEvery);
  const wantsNone = parsed.some((pattern) => pattern.not && pattern.isBeginning && pattern.text === '');
  return (event) => {
    if (event === undefined) return wantsAll && !wantsNone;
    return (wantsAll || wanted(event)) && !unwanted(event);
  };
}

/** Whether patterns behind `!` take away everything that the others want. */
export function wantNothing(patterns: readonly string[]): boolean {
  const parsed = patterns.map(parseEventPattern).filter((pattern) => typeof pattern !== 'string');
  const wanted = parsed.filter(({ not }) => !not);
  const unwanted = parsed.filter(({ not }) => not);
  const everything: EventPattern = { not: false, text: '', isBeginning: true };
  if (unwanted.length === 0) return false;
  return (wanted.length === 0 ? [everything] : wanted).every((one) =>
    unwanted.some((not) => takes(not, one)),
  );
}

function takes(not: EventPattern, one: EventPattern): boolean {
  return not.isBeginning ? one.text.startsWith(not.text) : !one.isBeginning && one.text === not.text;
}

function isEvery({ not, text, isBeginning }: EventPattern): boolean {
  return !not && isBeginning && text === '';
}

function matcherOf(patterns: readonly EventPattern[]): (event: string) => boolean {
  const names = new Set(patterns.filter(({ isBeginning }) => !isBeginning).map(({ text }) => text));
  const beginnings = patterns.filter(({ isBeginning }) => isBeginning).map(({ text }) => text);
  return (event) => names.has(event) || beginnings.some((beginning) => event.startsWith(beginning));
}

/** Whether something rests on the name of an event. */
export function filtersEvents({
  events,
  destinations,
}: {
  readonly events: readonly string[];
  readonly destinations: readonly { readonly events: readonly string[] }[];
}): boolean {
  return events.length > 0 || destinations.some((one) => one.events.length > 0);
}

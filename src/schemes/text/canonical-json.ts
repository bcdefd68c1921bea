/**
 * JSON in its one spelling (RFC 8785). A document that readers could take in two ways has none: one with a name twice, a
 * number that a double does not hold exactly as it is written, or half of a surrogate pair.
 */
import { MOST_DEEP, isDeeperThan } from './json-depth.js';
import { JsonTokens, readJson } from './json-text.js';

/** @returns undefined for what is no JSON, nests too deep, or has more than one reading */
export function canonicalJson(body: Buffer): string | undefined {
  if (isDeeperThan(MOST_DEEP, body)) return undefined;
  const json = readJson(body);
  if ('reason' in json) return undefined;
  const tokens = new JsonTokens(json.text);
  return canonicalValue(tokens, tokens.next());
}

/** @param first of the token that the walk stands at; it ends at the value's last one. Its depth is bounded. */
function canonicalValue(tokens: JsonTokens, first: string | undefined): string | undefined {
  switch (first) {
    case '"':
      return canonicalText(tokens.decoded);
    case '{':
      return canonicalObject(tokens);
    case '[':
      return canonicalList(tokens);
    case 't':
    case 'f':
    case 'n':
      return tokens.text;
    default:
      return canonicalNumber(tokens.text);
  }
}

function canonicalText(text: string): string | undefined {
  return text.isWellFormed() ? JSON.stringify(text) : undefined;
}

function canonicalObject(tokens: JsonTokens): string | undefined {
  const members = new Map<string, string>();
  for (let kind = tokens.next(); kind !== '}'; kind = tokens.next()) {
    if (kind === ',') kind = tokens.next();
    const name = tokens.decoded;
    tokens.next(); // The colon.
    const value = canonicalValue(tokens, tokens.next());
    if (value === undefined || members.has(name) || !name.isWellFormed()) return undefined;
    members.set(name, value);
  }
  // By UTF-16 code units, as RFC 8785, section 3.2.3, has them and `sort` does.
  const names = [...members.keys()].sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${members.get(name) ?? ''}`).join(',')}}`;
}

function canonicalList(tokens: JsonTokens): string | undefined {
  const items: string[] = [];
  for (let kind = tokens.next(); kind !== ']'; kind = tokens.next()) {
    const value = canonicalValue(tokens, kind === ',' ? tokens.next() : kind);
    if (value === undefined) return undefined;
    items.push(value);
  }
  return `[${items.join(',')}]`;
}

function canonicalNumber(text: string): string | undefined {
  const number = Number(text);
  if (!Number.isFinite(number)) return undefined;
  const written = JSON.stringify(number);
  return decimalOf(written) === decimalOf(text) ? written : undefined;
}

/** Sign, digits and exponent without what says nothing; equal for equal decimals alone. Minus zero is not zero. */
function decimalOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = withoutLeading(whole + fraction);
  const significant = withoutTrailing(digits);
  if (significant === '') return `${sign}0`;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function withoutLeading(digits: string): string {
  let from = 0;
  while (digits[from] === '0') from++;
  return digits.slice(from);
}

/** By hand: a regular expression would try the end of each run of zeros. */
function withoutTrailing(digits: string): string {
  let to = digits.length;
  while (digits[to - 1] === '0') to--;
  return digits.slice(0, to);
}

/**
 * Payload mode `compact`, for receivers that verify what they parsed and serialised again. It sends the very bytes that
 * they will compute. Two bodies that mean different things must not become the same bytes, so a body is refused if a
 * parser would drop something of it.
 */
import { JsonTokens, readJson, type Untranslatable, type UntranslatableReason } from '../text/json-text.js';

/**
 * @returns the bytes of `JSON.stringify(JSON.parse(body))`, or why they would not say the same as the body: a number
 * that changes its value (`digits`), a key that stands twice in one object (`doubled_key`), nesting beyond what
 * every Node serialises (`too_deep`), or no JSON at all (`not_utf8`, `bom`, `not_json`).
 */
export function compact(body: Buffer): Buffer | Untranslatable {
  const json = readJson(body);
  if ('reason' in json) return json;
  const loss = findLoss(json.text);
  if (loss) return { reason: loss };
  return Buffer.from(JSON.stringify(json.value));
}

/** Levels. Node before 26 can write some four thousand, later versions as many as anybody likes: what passes must not differ. */
export const MOST_WRITTEN = 3_000;

/** @returns the first thing that parsing a checked text would drop, or that cannot be written everywhere. */
export function findLoss(text: string): UntranslatableReason | undefined {
  const tokens = new JsonTokens(text);
  /**
   * The names seen so far in each open object; an array's place stays undefined, and an object's until its first name.
   */
  const open: (Set<string> | undefined)[] = [];
  let name = '';
  for (let kind = tokens.next(); kind !== undefined; kind = tokens.next()) {
    switch (kind) {
      case '{':
      case '[':
        open.push(undefined);
        if (open.length > MOST_WRITTEN) return 'too_deep';
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"':
        name = tokens.decoded;
        break;
      case ':': {
        const names = open[open.length - 1];
        if (names?.has(name)) return 'doubled_key';
        if (names) names.add(name);
        else open[open.length - 1] = new Set([name]);
        break;
      }
      case ',':
      case 't':
      case 'f':
      case 'n':
        break;
      default:
        if (!keepsItsValue(tokens.text)) return 'digits';
    }
  }
  return undefined;
}

/** Whether a number, read and written again, is the same number; its spelling may change (`1.0` to `1`). */
function keepsItsValue(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  const written = String(value);
  return written === number || exactDecimal(written) === exactDecimal(number);
}

/** One spelling for each exact decimal: sign, digits without zeros at either end, exponent. */
function exactDecimal(number: string): string {
  const sign = number.startsWith('-') ? '-' : '';
  const [mantissa = '', exponent = '0'] = number.slice(sign.length).toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  // Loops, because /0+$/ takes quadratic time on digits that a sender may choose.
  let start = 0;
  while (digits[start] === '0') start++;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end--;
  if (start === end) return '0';
  const scale = Number(exponent) - fraction.length + (digits.length - end);
  return `${sign}${digits.slice(start, end)}e${scale}`;
}

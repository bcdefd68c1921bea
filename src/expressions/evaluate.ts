/** One evaluation, inside a worker process: limits on time and memory are kept from outside. */
import jsonata, { type Expression as Parsed, type JsonataError } from 'jsonata';
import type { Expression, ExpressionInput, NoResult } from '../line/expressions.js';
import { formPairs } from '../schemes/engine/form.js';
import { findLoss } from '../schemes/payload/compact.js';
import { readJson, type UntranslatableReason } from '../schemes/text/json-text.js';
import { MOST_LIMITS, TIME_LIMIT_MS, type ParseFault } from './messages.js';

/** The gateway ends a worker long before. A worker whose gateway is gone ends its last loop by itself. */
const OWN_LIMIT_MS = 2 * MOST_LIMITS * TIME_LIMIT_MS;

/** Functions that would run text of the body, or give another result each time. */
const MISSING: Readonly<Record<string, string>> = {
  eval: '$eval is not available; $parse reads JSON in a text',
  random: '$random is not available: a result must be the same each time',
  shuffle: '$shuffle is not available: a result must be the same each time',
};

/** Those parsed before; more than any configuration has, so that reloads do not fill the memory. */
const MAX_PARSED = 256;
const parsed = new Map<string, Parsed>();

/** @returns why a text is no expression that can be used here; undefined if it is one */
export function parseFault(text: string): ParseFault | undefined {
  try {
    const expression = parse(text);
    return missingFunction(expression.ast());
  } catch (error) {
    const { message, position } = error as JsonataError;
    return { message, position: typeof position === 'number' ? position : 0 };
  }
}

export async function evaluate(
  { text, lossy, maxResult }: Expression,
  input: ExpressionInput,
): Promise<Buffer | NoResult> {
  const data = readInput(input, lossy);
  if ('reason' in data) return data;
  try {
    standStill(input.receivedAt);
    const { event, id, time, headers } = input;
    const result: unknown = await parse(text, lossy).evaluate(data.value, {
      event,
      id,
      time: new Date(time).toISOString(),
      headers,
    });
    return written(result, maxResult);
  } catch (error) {
    return none(reasonOf(error), wordsOf(error));
  }
}

function parse(text: string, lossy = false): Parsed {
  const key = `${lossy ? 'lossy' : 'exact'} ${text}`;
  const known = parsed.get(key);
  if (known) return known;
  const expression = jsonata(text, { timeout: OWN_LIMIT_MS });
  for (const name of Object.keys(MISSING)) expression.assign(name, undefined);
  expression.registerFunction('parse', (json: string) => parsedJson(json, lossy), '<s-:x>');
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(key, expression);
  return expression;
}

/** JSON within a text, as some providers send it in a field of a form. */
function parsedJson(json: string, lossy: boolean): unknown {
  const value: unknown = JSON.parse(json);
  const loss = lossy ? undefined : findLoss(json);
  if (loss) throw new Lost(loss);
  return value;
}

class Lost extends Error {
  readonly reason: UntranslatableReason;

  constructor(reason: UntranslatableReason) {
    super(LOST[reason] ?? reason);
    this.reason = reason;
  }
}

const LOST: Partial<Record<UntranslatableReason, string>> = {
  digits: 'a number has more digits than can be kept; lossy: true lets them go',
  doubled_key: 'a member comes twice; lossy: true takes the last',
  too_deep: 'a value nests more than 3,000 levels deep',
};

/** A form is an object of its fields: text, or a list of texts if a name comes several times. */
function readInput(
  { body, contentType = '' }: ExpressionInput,
  lossy: boolean,
): { readonly value: unknown } | NoResult {
  const pairs = contentType === '' ? undefined : formPairs(contentType, body);
  if (pairs) return { value: fieldsOf(pairs) };
  const json = readJson(body);
  if ('reason' in json) return none(json.reason, 'the body is neither JSON nor a form');
  const loss = lossy ? undefined : findLoss(json.text);
  return loss ? none(loss, `in the body ${LOST[loss] ?? ''}`) : json;
}

function fieldsOf(pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const fields = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of pairs) {
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else fields[name] = [before, value];
  }
  return fields;
}

function written(result: unknown, maxResult: number): Buffer | NoResult {
  // Left to itself JSON makes null of a number that is none. Functions are no data.
  const text = JSON.stringify(result, (_name, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('a number is not finite');
    return isFunction(value) ? undefined : value;
  }) as string | undefined;
  if (text === undefined) return none('no_result', 'the expression gives nothing for this body');
  const body = Buffer.from(text);
  if (body.length <= maxResult) return body;
  return none('result_too_large', `the result has ${body.length} bytes; ${maxResult} may be sent`);
}

function isFunction(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'function';
  return '_jsonata_function' in value || '_jsonata_lambda' in value;
}

function none(reason: UntranslatableReason, says: string): NoResult {
  return { reason, says };
}

function reasonOf(error: unknown): UntranslatableReason {
  return error instanceof Lost ? error.reason : 'expression_error';
}

function wordsOf(error: unknown): string {
  const { message, position }: Partial<JsonataError> = error ?? {};
  const place = typeof position === 'number' ? ` (at character ${position})` : '';
  return `${message ?? 'the expression fails'}${place}`;
}

/** The part of a node that may be the name of a function. */
interface Named {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly position?: number;
}

/** The first of the missing functions that an expression names. */
function missingFunction(node: unknown): ParseFault | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, value, position = 0 } = node as Named;
  const message = type === 'variable' && Object.hasOwn(MISSING, String(value)) && MISSING[String(value)];
  if (typeof message === 'string') return { message, position };
  for (const child of Object.values(node)) {
    const found = missingFunction(child);
    if (found) return found;
  }
  return undefined;
}

/** A new Date() without arguments is the moment of receipt; the clock that measures goes on. */
class ReceiptDate extends Date {
  static at = 0;

  constructor(...args: readonly unknown[]) {
    super(...((args.length === 0 ? [ReceiptDate.at] : args) as [number]));
  }
}

function standStill(receivedAt: number): void {
  ReceiptDate.at = receivedAt;
  globalThis.Date = ReceiptDate as unknown as DateConstructor;
}

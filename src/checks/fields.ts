/** The kinds of values a configuration consists of, each with its rule and the sentence that explains it. */
import * as z from 'zod';
import { ipVersion } from '../model/addresses.js';
import { DURATION, SIZE, formatDuration, formatSize, parseDuration, parseSize } from '../model/units.js';
import { kindOf } from './shape.js';

const DAY = 86_400_000;

/** A mapping that takes no other keys; the faults' writer finds the known ones in the message. */
export function strict<const Shape extends z.core.$ZodShape>(
  members: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(members, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(members).join(' ') : undefined),
  });
}

/** A list; an item that was faulty stands as undefined, so that the others keep their places. */
export function list<Item extends z.ZodType>(item: Item): z.ZodArray<z.ZodOptional<Item>> {
  return z.array(item.optional());
}

/** A list of so many items, inclusive. zod's own limits also ask a mapping with a member `length`, and may throw. */
export function sized<Item extends z.ZodType>(array: z.ZodArray<Item>, min: number, max = Infinity) {
  const within = array
    .refine(({ length }) => length >= min, { error: 'the list may not be empty' })
    .refine(({ length }) => length <= max, { error: `the list may have ${max} items at the most` });
  return inJsonSchema(within, {
    ...(min > 0 && { minItems: min }),
    ...(max < Infinity && { maxItems: max }),
  });
}

/**
 * A list of which nobody asks in what place an item stood.
 * @param length inclusive
 */
export function items<Item extends z.ZodType>(
  item: Item,
  { min = 0, max = Infinity }: { readonly min?: number; readonly max?: number } = {},
) {
  return sized(list(item), min, max).transform((found) => found.filter((one) => one !== undefined));
}

type Write = (value: unknown) => unknown;
const WRITERS = new WeakMap<object, Write>();

/** Says how what came of a schema is written again, where it does not stand for itself. */
export function writes<Schema extends z.ZodType>(
  schema: Schema,
  write: (value: z.output<Schema>) => unknown,
): Schema {
  WRITERS.set(schema, write as Write);
  return schema;
}

export function writerOf(schema: object): Write | undefined {
  return WRITERS.get(schema);
}

/** What JSON Schema can say of a rule that is code here, for editors (docs/configuration.md has how they get it). */
export interface JsonWords {
  /** All that passes has it. */
  readonly pattern?: RegExp;
  /** Of a text that has it not. */
  readonly patternErrorMessage?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}
const JSON_WORDS = new WeakMap<object, JsonWords>();

function inJsonSchema<Schema extends z.ZodType>(schema: Schema, words: JsonWords): Schema {
  JSON_WORDS.set(schema, words);
  return schema;
}

export function jsonWordsOf(schema: object): JsonWords | undefined {
  return JSON_WORDS.get(schema);
}

function expecting(what: string) {
  return {
    error: (issue: { readonly code?: string; readonly input?: unknown }) =>
      issue.code === 'invalid_type' ? `expected ${what}, got ${kindOf(issue.input)}` : undefined,
  };
}

/**
 * Text that passes a test.
 * @param pattern what all that passes has, where the test is more than a pattern
 */
export function text(
  what: string,
  test: RegExp | ((text: string) => boolean),
  pattern = test instanceof RegExp ? test : undefined,
) {
  const passes = test instanceof RegExp ? (value: string) => test.test(value) : test;
  const schema = z.string(expecting(what)).refine(passes, { error: `expected ${what}` });
  return pattern ? patterned(schema, pattern, what) : schema;
}

/** @param what stands behind "expected" */
export function patterned<Schema extends z.ZodType>(schema: Schema, pattern: RegExp, what: string): Schema {
  return inJsonSchema(schema, { pattern, patternErrorMessage: `expected ${what}` });
}

/**
 * Milliseconds. Timers of Node hold 24 days at the most; what only Redis counts may be longer.
 * @param range inclusive, in milliseconds
 */
export function duration(range: { min?: number; max?: number } = {}) {
  const { min = 0, max = 24 * DAY } = range;
  const what = 'a duration such as 250ms, 30s, 15m, 24h or 7d';
  const written = patterned(z.string(expecting(what)), DURATION, what);
  const milliseconds = written.transform((value, context) => {
    const ms = parseDuration(value);
    if (ms !== undefined && ms >= min && ms <= max) return ms;
    const message =
      ms === undefined
        ? `expected ${what}`
        : ms < min
          ? 'the duration is too short'
          : `the duration is too long (at most ${max / DAY}d)`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
  return writes(milliseconds, formatDuration);
}

export const LONGEST = 366 * DAY;

/** A duration that stays text, as the scheme language has it. */
export function durationText(min = 1) {
  return text(
    min > 0
      ? 'a duration above zero such as 250ms, 30s, 15m, 24h or 7d'
      : 'a duration such as 250ms, 30s, 15m, 24h or 7d',
    (value) => {
      const ms = parseDuration(value);
      return ms !== undefined && ms >= min && ms <= LONGEST;
    },
    DURATION,
  );
}

const SIZES = 'a size such as 64kb, 1mb or 1MiB';

/** Bytes, from 1 to 1 TiB. */
export const size = writes(
  patterned(z.string(expecting(SIZES)), SIZE, SIZES).transform((value, context) => {
    const bytes = parseSize(value);
    if (bytes !== undefined && bytes >= 1 && bytes <= 1024 ** 4) return bytes;
    context.addIssue({ code: 'custom', message: `expected ${SIZES}` });
    return z.NEVER;
  }),
  formatSize,
);

/** A size that stays text, as the scheme language has it. */
export const sizeText = text(SIZES, (value) => (parseSize(value) ?? 0) >= 1, SIZE);

export function whole(min: number, max: number) {
  return z.number(expecting('a whole number')).int({ error: 'expected a whole number' }).min(min).max(max);
}

const SECOND = 1_000;
const RATE_UNITS: Readonly<Record<string, number>> = { s: SECOND, m: 60 * SECOND, h: 3_600 * SECOND };

/** `100/s`: at most `count` in `per` milliseconds. */
export const rate = writes(
  text('a rate such as 100/s, 600/m or 1000/h', /^[1-9]\d{0,6}\/[smh]$/).transform((value) => {
    const [count, unit = 's'] = value.split('/');
    return { count: Number(count), per: RATE_UNITS[unit] ?? SECOND };
  }),
  // `1m` without its digit: the rate counts by one second, minute or hour.
  ({ count, per }) => `${count}/${formatDuration(per).slice(1)}`,
);

const DATES = 'a date such as 2027-01-31';
const DATE = /^\d{4}-\d\d-\d\d$/;

/** A day of the calendar, in UTC; epoch milliseconds of its end. */
export const date = writes(
  patterned(z.string(expecting(DATES)), DATE, DATES).transform((value, context) => {
    const begins = DATE.test(value) ? Date.parse(value) : NaN;
    // The 30th of February is read as a day of March.
    if (!Number.isNaN(begins) && dateText(begins) === value) return begins + DAY;
    context.addIssue({ code: 'custom', message: `expected ${DATES}` });
    return z.NEVER;
  }),
  (ends) => dateText(ends - DAY),
);

function dateText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}

/** A switch: `on` is plain text in YAML 1.2, and both ways of writing it mean the same. */
export const onOff = writes(
  z
    .union([z.boolean(), z.enum(['on', 'off'])], { error: 'expected on or off' })
    .transform((value) => value === true || value === 'on'),
  (on) => (on ? 'on' : 'off'),
);

/** Ports of listeners: 0 takes a free one. */
export const port = whole(0, 65_535);

export const host = text('a host name or an address to listen on', /^[A-Za-z0-9._:-]{1,253}$/);

/** A name that becomes a metric label: one word, and never a member every object has. */
export function labelName(what: string) {
  return text(
    `${what}: letters, digits, dots, dashes and underscores, up to 64, no underscore in front`,
    isLabel,
    LABEL,
  );
}

const LABEL = /^[A-Za-z0-9.-][A-Za-z0-9_.-]{0,63}$/;

export function isLabel(value: string): boolean {
  return LABEL.test(value) && !(value in Object.prototype);
}

const TOKEN = /^[!#$%&'*+.^`|~\w-]{1,128}$/;

export function isHeaderName(value: string): boolean {
  return TOKEN.test(value);
}

export const headerName = text('a header name', TOKEN);

const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;

export function isPointer(value: string): boolean {
  return POINTER.test(value);
}

export const pointer = text('a JSON pointer such as /data/id', POINTER);

const STATUSES = 'a status such as 204 or 4xx';
const STATUS = /^[2-5](?:\d\d|xx)$/;

/** `204`, also as a number, or `4xx`. */
export const status = z
  .union(
    [patterned(z.string(), STATUS, STATUSES), inJsonSchema(z.number(), { minimum: 200, maximum: 599 })],
    { error: `expected ${STATUSES}` },
  )
  .transform(String)
  .refine((value) => STATUS.test(value), { error: `expected ${STATUSES}` });

export const address = text(
  'an IP address or a range such as 10.0.0.0/8',
  (value) => {
    const [ip = '', bits, ...rest] = value.split('/');
    const family = ipVersion(ip);
    if (family === 0 || rest.length > 0 || ip.includes('%')) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  },
  /^[\dA-Fa-f.:]+(?:\/\d{1,3})?$/,
);

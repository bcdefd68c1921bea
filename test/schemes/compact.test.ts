import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compact, MOST_WRITTEN } from '../../src/schemes/payload/compact.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const reserialised = (body: Buffer): Buffer => bytes(JSON.stringify(JSON.parse(body.toString('utf8'))));
/** The compacted text, or the reason in parentheses, so that both compare as text. */
const outcome = (text: string): string => {
  const result = compact(bytes(text));
  return 'reason' in result ? `(${result.reason})` : result.toString('utf8');
};

describe('what is carried', () => {
  test.each([
    ['blanks go', ' { "a" : [ 1 , 2 ] }\r\n', '{"a":[1,2]}'],
    ['1.0 becomes 1', '[1.0]', '[1]'],
    ['1e3 becomes 1000', '[1e3,1E+3,10.00e2]', '[1000,1000,1000]'],
    ['a small exponent is written out', '[1.5e-3]', '[0.0015]'],
    ['a large integer that is written exactly', '[1e21,123e20]', '[1e+21,1.23e+22]'],
    [
      'the largest safe integer',
      '[9007199254740991,-9007199254740991]',
      '[9007199254740991,-9007199254740991]',
    ],
    ['zeros', '[0,0.0,0e5,0E-999]', '[0,0,0,0]'],
    ['negative fractions', '[-0.50]', '[-0.5]'],
    ['needless escapes are decoded', '"\\u0041\\/"', '"A/"'],
    ['needed escapes take one spelling', '"\\u000A\\u001F"', '"\\n\\u001f"'],
    ['a lone surrogate stays an escape', '"\\uD800x"', '"\\ud800x"'],
    ['a surrogate pair becomes its character', '"\\uD83D\\uDE00"', '"😀"'],
    ['names of integers come first, as every JSON.stringify writes them', '{"b":1,"1":2}', '{"1":2,"b":1}'],
    ['__proto__ is a member like any other', '{"__proto__":{"a":1},"b":2}', '{"__proto__":{"a":1},"b":2}'],
    [
      'equal names in different objects',
      '{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
      '{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
    ],
    ['a scalar', ' 42 ', '42'],
  ])('%s', (_what, text, compacted) => {
    expect(outcome(text)).toBe(compacted);
  });
});

describe('what is refused', () => {
  test.each([
    ['an integer beyond 2^53', '[9007199254740993]', '(digits)'],
    ['an integer that is exact but written with other digits', '[1152921504606846976]', '(digits)'],
    ['more digits than a double has', '[0.1000000000000000055]', '(digits)'],
    ['a number too large', '{"a":[1e400]}', '(digits)'],
    ['a number too small', '[1e-400]', '(digits)'],
    ['an exponent beyond counting', `[1e${'9'.repeat(400)}]`, '(digits)'],
    ['minus zero', '[-0]', '(digits)'],
    ['minus zero in disguise', '[-0.0e7]', '(digits)'],
    ['a key that stands twice', '{"a":1,"a":1}', '(doubled_key)'],
    ['a key that stands twice, once escaped', '{"a":1,"\\u0061":2}', '(doubled_key)'],
    ['a doubled key deep inside', '[{"x":[{"a":1,"b":{"a":2},"a":3}]}]', '(doubled_key)'],
    ['a doubled empty key', '{"":1,"":2}', '(doubled_key)'],
    ['a doubled __proto__', '{"__proto__":1,"__proto__":2}', '(doubled_key)'],
    ['a doubled lone surrogate', '{"\\ud800":1,"\\uD800":2}', '(doubled_key)'],
  ])('%s', (_what, text, reason) => {
    expect(outcome(text)).toBe(reason);
  });
});

describe('whatever a sender may choose', () => {
  it('nesting beyond what every Node serialises is a refusal, on each the same', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(outcome(nested(MOST_WRITTEN))).toBe(nested(MOST_WRITTEN));
    expect(outcome(nested(MOST_WRITTEN + 1))).toBe('(too_deep)');
    expect(outcome('['.repeat(500_000) + ']'.repeat(500_000))).toBe('(too_deep)');
    expect(outcome('{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000))).toBe('(too_deep)');
  });

  it('a megabyte of one kind takes time in proportion', { timeout: 5_000 }, () => {
    const keys = Array.from({ length: 60_000 }, (_, index) => `"key${index}":0`).join(',');
    expect(outcome(`{${keys}}`)).toBe(`{${keys}}`);
    expect(outcome(`1${'0'.repeat(1_000_000)}1`)).toBe('(digits)');
    expect(outcome(`"${'\\n'.repeat(500_000)}"`)).toBe(`"${'\\n'.repeat(500_000)}"`);
    expect(outcome(`[${'{"a":1},'.repeat(100_000)}0]`)).toHaveLength(800_003);
  });

  it('junk is answered without throwing', () => {
    const junk = fc.oneof(
      fc.uint8Array().map((array) => Buffer.from(array)),
      fc.json().chain((text) => fc.nat(text.length).map((cut) => bytes(text.slice(0, cut)))),
    );
    fc.assert(
      fc.property(junk, (body) => {
        compact(body);
      }),
    );
  });

  it('a compacted body compacts to itself and means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', '  ', '\t'), (value, indent) => {
        const before = JSON.stringify(value, null, indent);
        const after = outcome(before);
        expect(after).toBe(JSON.stringify(JSON.parse(before)));
        expect(outcome(after)).toBe(after);
        expect(JSON.parse(after)).toEqual(JSON.parse(before));
      }),
    );
  });

  it('a number is carried exactly where its decimal value is the same as before', () => {
    const number = fc
      .tuple(
        fc.constantFrom('', '-'),
        fc.bigInt({ min: 0n, max: 10n ** 19n }),
        fc.integer({ min: -30, max: 12 }),
      )
      .map(([sign, digits, exponent]) => ({
        sign,
        digits,
        exponent,
        text: `${sign}${digits.toString()}e${exponent}`,
      }));
    /** In units of 1e-400, which leaves no fraction. */
    const units = (text: string): bigint => {
      const [mantissa = '', exponent = '0'] = text.split('e');
      const [whole = '', fraction = ''] = mantissa.split('.');
      return BigInt(whole + fraction) * 10n ** BigInt(400 + Number(exponent) - fraction.length);
    };
    fc.assert(
      fc.property(number, ({ text, sign, digits }) => {
        const written = JSON.stringify(Number(text));
        const same = units(written) === units(text) && !(sign === '-' && digits === 0n);
        expect(outcome(text)).toBe(same ? written : '(digits)');
      }),
    );
  });
});

describe('the collected bodies', () => {
  const folder = new URL('../payloads/', import.meta.url);
  interface Entry {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  }
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as readonly Entry[];
  const refused: Readonly<Record<string, string>> = {
    'actuallycare/escrow.updated.numbers.json': 'digits',
    'actuallycare/appointment.booked.duplicate-keys.json': 'doubled_key',
    'exampleapi/user.created.bom.json': 'bom',
    'realestate/property.sold.numbers.json': 'digits',
    'generic/empty.bin': 'not_json',
    'generic/invalid-utf8.bin': 'not_utf8',
    'generic/invalid-utf8-twin.bin': 'not_utf8',
    'generic/latin1.json': 'not_utf8',
    'generic/not-json.txt': 'not_json',
    'generic/form.urlencoded.txt': 'not_json',
    'generic/truncated.json': 'not_json',
    'generic/two-documents.json': 'not_json',
    'generic/trailing-nul.json': 'not_json',
    'generic/compact.json.gz': 'not_utf8',
  };

  test.each(manifest)('$file is here byte for byte', (entry) => {
    const body = readFileSync(new URL(entry.file, folder));
    expect(body).toHaveLength(entry.bytes);
    expect(createHash('sha256').update(body).digest('hex')).toBe(entry.sha256);
  });

  test.each(manifest)('$file is refused with its reason or becomes what a receiver computes', ({ file }) => {
    const body = readFileSync(new URL(file, folder));
    const reason = refused[file];
    expect(compact(body)).toEqual(reason ? { reason } : reserialised(body));
  });
});

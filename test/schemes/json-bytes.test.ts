/** Held against the strict judge: what JSON.parse makes of the same bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUtf8 } from 'node:buffer';
import { JsonBytes } from '../../src/schemes/text/json-bytes.js';
import { COMPOUND } from '../../src/schemes/text/json-value.js';

function parsed(bytes: Buffer): { readonly value: unknown } | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    return { value: JSON.parse(bytes.toString('utf8')) as unknown };
  } catch {
    return undefined;
  }
}

function expected(bytes: Buffer, path: readonly string[]): unknown {
  const document = parsed(bytes);
  if (!document) return undefined;
  let at = document.value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return typeof at === 'object' && at !== null ? COMPOUND : at;
}

/** Every path there is, and some there are not. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path, [...path, 'x']];
  const inside = Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]));
  return [path, [...path, 'length'], [...path, '__proto__'], ...inside].slice(0, 200);
}

function agrees(bytes: Buffer): void {
  const document = new JsonBytes(bytes);
  const judged = parsed(bytes);
  expect(document.valid).toBe(judged !== undefined);
  for (const path of pathsOf(judged?.value)) expect(document.at(path)).toEqual(expected(bytes, path));
}

const NAMES = ['event', 'id', 'data', 'e\\u0076ent', 'é', '\\u00e9', '', '\\"', '__proto__', 'length', '0'];
const SCALARS = [
  '"a"',
  '"\\ud800"',
  '"é\\n"',
  '0',
  '-0',
  '1e3',
  '12.50',
  '9007199254740993',
  'true',
  'null',
  '""',
];

/** Documents as text, with doubled names, escapes and blanks, as no serialiser would write them. */
const documents = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...SCALARS),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[ ${items.join(' ,')}]`),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5 })
      .map((members) => `{${members.map(([name, value]) => `\t"${name}" : ${value}`).join(',\r\n')} }`),
  ),
})).value;

describe('values read out of bytes are those JSON.parse gives', () => {
  test('of documents of every form', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        agrees(Buffer.from(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test('of texts with every byte at every place, wherever they lie and whatever lies beside them', () => {
    const said: string[] = [];
    for (let byte = 0; byte < 256; byte++) {
      for (let before = 0; before < 5; before++) {
        for (let behind = 0; behind < 4; behind++) {
          for (const neighbour of ['"', '\\', '1', '\0']) {
            const text = `{"${'a'.repeat(before)}\x01${'b'.repeat(behind)}":"${'c'.repeat(behind)}\x01${'d'.repeat(before)}"}`;
            const around = Buffer.from(
              `${neighbour.repeat(before + 1)}${text}${neighbour.repeat(4)}`,
              'latin1',
            );
            const bytes = around.subarray(before + 1, before + 1 + text.length);
            for (let i = 0; i < bytes.length; i++) if (bytes[i] === 1) bytes[i] = byte;
            if (new JsonBytes(bytes).valid !== (parsed(bytes) !== undefined))
              said.push(bytes.toString('latin1'));
          }
        }
      }
    }
    expect(said).toEqual([]);
  });

  test('of doubled and escaped names, blanks and all kinds of scalars', () => {
    fc.assert(
      fc.property(documents, (text) => {
        agrees(Buffer.from(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('of documents with bytes changed, inserted, left out or cut off', () => {
    const bytes = fc.oneof(fc.constantFrom(...Buffer.from('{}[]",:\\u0eE+-.tfn \n\0\x1f\x7fé')), fc.nat(255));
    fc.assert(
      fc.property(
        fc.oneof(documents, fc.json()),
        fc.nat(),
        bytes,
        fc.constantFrom('change', 'insert', 'leave out', 'cut'),
        (text, place, byte, how) => {
          const document = Buffer.from(text);
          const at = place % (document.length + 1);
          const rest = document.subarray(how === 'change' || how === 'leave out' ? at + 1 : at);
          const middle = how === 'change' || how === 'insert' ? [byte] : [];
          agrees(
            Buffer.concat([
              document.subarray(0, at),
              Buffer.from(middle),
              how === 'cut' ? Buffer.alloc(0) : rest,
            ]),
          );
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('of bytes that are no document at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        agrees(Buffer.from(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['', 'nothing'],
    ['\ufeff{}', 'a byte order mark'],
    ['01', 'a leading zero'],
    ['1.', 'an open fraction'],
    ['-', 'a lone sign'],
    ['{"a":1,}', 'a trailing comma'],
    ['[1 2]', 'a missing comma'],
    ['{"a" 1}', 'a missing colon'],
    ['{}{}', 'two documents'],
    ['"\\u12g4"', 'a broken escape'],
    ['truex', 'a longer word'],
    ["{'a':1}", 'other quotes'],
    ['[}', 'a foreign bracket'],
    ['\u00a01', 'a blank that is none'],
  ])('%j is none: %s', (text) => {
    agrees(Buffer.from(text));
    expect(new JsonBytes(Buffer.from(text)).valid).toBe(false);
  });

  test('a document that is nested without end neither recurses nor takes long', () => {
    const deep = 200_000;
    agreesDeep(Buffer.from('['.repeat(deep) + ']'.repeat(deep)), true);
    agreesDeep(Buffer.from('{"a":'.repeat(deep)), false);
  });
});

function agreesDeep(bytes: Buffer, valid: boolean): void {
  expect(new JsonBytes(bytes).valid).toBe(valid);
}

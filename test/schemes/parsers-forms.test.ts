/** Forms of strangers: no crash, no reading that depends on luck, no cost beyond the length. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { joinContent, parseContent } from '../../src/schemes/engine/content.js';
import { formField, formPairs } from '../../src/schemes/engine/form.js';
import { SignedInput } from '../../src/schemes/engine/input.js';
import { growsInProportion } from './cost.js';
import { formText } from './writer.js';

const FORM = 'application/x-www-form-urlencoded';

function inputOf(body: Buffer, contentType = '', jsonField?: string): SignedInput {
  const rawHeaders = ['Content-Type', contentType];
  return new SignedInput({ method: 'POST', rawHeaders, body, url: undefined, jsonField });
}

describe('urlencoded forms', () => {
  it('read as an independent hand reads them, or not at all', () => {
    const text = fc
      .array(
        fc.oneof(
          fc.constantFrom('&', '=', '+', '%', '%C3%A9', '%FF', '%4', '%zz', '%25', 'a', 'é'),
          fc.string(),
        ),
      )
      .map((list) => list.join(''));
    fc.assert(
      fc.property(text, (body) => {
        const parts = parseContent('{form}');
        const read = joinContent(parts, inputOf(Buffer.from(body), FORM))?.toString();
        let expected: string | undefined;
        try {
          expected = Buffer.from(formText(body)).toString();
        } catch {
          expected = undefined;
        }
        expect(read).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('in any other type of body are none', () => {
    for (const type of [
      'application/json',
      'text/plain',
      `${FORM}x`,
      `x${FORM}`,
      'multipart/form-data; boundary=x',
    ]) {
      expect(formPairs(type, Buffer.from('a=1')), type).toBeUndefined();
    }
    for (const type of [FORM, `${FORM}; charset=utf-8`, FORM.toUpperCase(), `${FORM} ;a`, '']) {
      expect(formPairs(type, Buffer.from('a=1')), type).toEqual([['a', '1']]);
    }
    for (const body of ['{"a":"b=1"}', '[1]', 'a b=1', '"=1', '', '=1']) {
      expect(formPairs('', Buffer.from(body)), body).toBeUndefined();
    }
  });

  it('with more fields than any sender writes are none', () => {
    const many = (count: number): Buffer => Buffer.from(Array<string>(count).fill('a=1').join('&'));
    expect(formPairs(FORM, many(1000))).toHaveLength(1000);
    expect(formPairs(FORM, many(1001))).toBeUndefined();
    expect(formPairs(FORM, Buffer.from('&'.repeat(1_000_000)))).toBeUndefined();
  });

  test.each(['&', 'a&', 'a=1&', '%', '%41', '+', 'b=2&a=1&', '=', 'é'])(
    'of %j cost in proportion',
    (piece) => {
      growsInProportion(piece, (length) => {
        const body = Buffer.from(piece.repeat(length / piece.length));
        const parts = parseContent('{form}');
        return () => joinContent(parts, inputOf(body, FORM));
      });
    },
  );
});

describe('multipart forms', () => {
  const part = (name: string, value: string): string =>
    `--b\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const field = (text: string, type = 'multipart/form-data; boundary=b'): string | undefined =>
    formField(type, Buffer.from(text), 'json');

  it('give the one field asked for', () => {
    expect(field(`${part('other', '1')}${part('json', '{"a":1}')}--b--\r\n`)).toBe('{"a":1}');
    expect(field(`preamble\r\n${part('json', 'x\r\n\r\ny')}--b--`)).toBe('x\r\n\r\ny');
    expect(field(`${part('json', 'x')}--b--`, 'Multipart/Form-Data; charset=utf-8; Boundary="b"')).toBe('x');
    expect(field('--b\r\ncontent-disposition:form-data;filename="name";name="json"\r\n\r\nx\r\n--b--')).toBe(
      'x',
    );
  });

  test.each([
    ['twice', `${part('json', '1')}${part('json', '2')}--b--`],
    ['not there', `${part('other', '1')}--b--`],
    ['cut off', part('json', '1')],
    ['without an empty line', '--b\r\nContent-Disposition: form-data; name="json"\r\n1\r\n--b--'],
    ['named in another header', '--b\r\nX-Note: name="json"\r\n\r\n1\r\n--b--'],
    ['a file’s name', '--b\r\nContent-Disposition: form-data; filename="json"\r\n\r\n1\r\n--b--'],
    ['empty', ''],
  ])('a field that is %s is none', (_what, text) => {
    expect(field(text)).toBeUndefined();
  });

  it('never throw, whatever type and body say', () => {
    const line = fc.constantFrom(
      '\r\n',
      '\r\n--b',
      '--b--',
      'Content-Disposition: form-data; name="json"',
      '\r\n\r\n',
      '"',
      ';',
    );
    const text = fc.array(fc.oneof(line, fc.string({ unit: 'binary' }))).map((list) => list.join(''));
    const type = fc.oneof(
      text,
      fc.constantFrom('multipart/form-data; boundary=b', 'multipart/form-data; boundary='),
    );
    fc.assert(
      fc.property(type, text, (given, body) => {
        expect(() => inputOf(Buffer.from(body), given, 'json').json).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ...[
      'content-disposition:\n',
      'content-disposition: ;\n',
      'content-disposition: name="',
      ';name="',
      ';name=',
      '\r\n',
    ],
    ...[
      '\r\n--b',
      '\r\n--b\r\n\r\n',
      ' ',
      '"',
      'content-disposition:\r\n',
      '\n',
      'Content-Disposition: name="json"\r\n',
    ],
  ])('of %j cost in proportion', (piece) => {
    growsInProportion(piece, (length) => {
      const body = Buffer.from(`--b\r\n${piece.repeat(length / piece.length)}\r\n\r\n1\r\n--b--`);
      return () => inputOf(body, 'multipart/form-data; boundary=b', 'json').json;
    });
  });

  test.each(['boundary=', 'boundary="', ';', ' ', 'b', '; boundary="a'])(
    'a type of %j costs in proportion',
    (piece) => {
      growsInProportion(piece, (length) => {
        const type = `multipart/form-data;${piece.repeat(length / piece.length)}`;
        return () => formField(type, Buffer.from('--b'), 'json');
      });
    },
  );
});

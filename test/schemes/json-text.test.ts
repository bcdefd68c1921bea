import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { JsonTokens, readJson, readMembers } from '../../src/schemes/text/json-text.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('reading a body', () => {
  test.each([
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not_utf8'],
    ['a surrogate encoded as UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not_utf8'],
    ['a byte order mark', bytes('\u{feff}{}'), 'bom'],
    ['nothing', bytes(''), 'not_json'],
    ['blanks alone', bytes(' \n'), 'not_json'],
    ['a comment', bytes('{} // why'), 'not_json'],
    ['a trailing comma', bytes('[1,]'), 'not_json'],
    ['single quotation marks', bytes("{'a':1}"), 'not_json'],
    ['a leading zero', bytes('[01]'), 'not_json'],
    ['a plus sign', bytes('[+1]'), 'not_json'],
    ['NaN', bytes('[NaN]'), 'not_json'],
    ['a raw line end in a string', bytes('"\n"'), 'not_json'],
    ['a no-break space outside of strings', bytes('\u{a0}{}'), 'not_json'],
    ['two documents', bytes('{}{}'), 'not_json'],
    ['a NUL at the end', bytes('{}\0'), 'not_json'],
  ])('refuses %s', (_what, body, reason) => {
    expect(readJson(body)).toEqual({ reason });
  });

  it('keeps text and value', () => {
    expect(readJson(bytes(' {"a":1.0} '))).toEqual({ text: ' {"a":1.0} ', value: { a: 1 } });
  });

  it('answers any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (junk) => {
        readJson(Buffer.from(junk));
      }),
    );
  });
});

describe('tokens', () => {
  it('are found with their own text, blanks between them left out', () => {
    const text = '\r\n{ "a\\u0062" :\t[-1.50E+3, true,null , "x\\/y"] }\n';
    const tokens = new JsonTokens(text);
    const texts: string[] = [];
    for (let kind = tokens.next(); kind !== undefined; kind = tokens.next()) {
      expect(tokens.text[0]).toBe(kind);
      texts.push(tokens.text);
    }
    expect(texts.join(' ')).toBe('{ "a\\u0062" : [ -1.50E+3 , true , null , "x\\/y" ] }');
  });

  it('joined again are the whole of a document without blanks', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const compacted = JSON.stringify(JSON.parse(text));
        const tokens = new JsonTokens(compacted);
        let joined = '';
        while (tokens.next() !== undefined) joined += tokens.text;
        expect(joined).toBe(compacted);
      }),
    );
  });
});

describe('members of the top level', () => {
  it('keep the text of key and value, and say the decoded name', () => {
    expect(readMembers(' {"\\u0061" : 1.0 ,\n"b":{ "c" : [ ] , "d":"}" }, "":"\\u00E9"} ')).toEqual([
      { name: 'a', key: '"\\u0061"', value: '1.0' },
      { name: 'b', key: '"b"', value: '{ "c" : [ ] , "d":"}" }' },
      { name: '', key: '""', value: '"\\u00E9"' },
    ]);
  });

  it('are all listed where a name stands twice', () => {
    expect(readMembers('{"a":1,"a":2}')?.map((member) => member.value)).toEqual(['1', '2']);
  });

  it('of an empty object are none', () => {
    expect(readMembers(' { } ')).toEqual([]);
  });

  test.each(['[]', '[{"a":1}]', '"{}"', '1', 'null', 'true'])('%s has none: it is no object', (text) => {
    expect(readMembers(text)).toBeUndefined();
  });

  it('are found beneath a hundred thousand levels', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(readMembers(`{"a":${deep},"b":2}`)).toEqual([
      { name: 'a', key: '"a"', value: deep },
      { name: 'b', key: '"b"', value: '2' },
    ]);
  });

  it('are those that JSON.parse sees', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const text = JSON.stringify(object, null, 2);
        const members = readMembers(text) ?? [];
        expect(members.map(({ name, value }) => [name, JSON.parse(value) as unknown])).toEqual(
          Object.entries(JSON.parse(text) as object),
        );
      }),
    );
  });
});

/** JSON in what is signed: the body as a text in a document, the body by its meaning, the members of one object. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { readIdentity } from '../../../src/schemes/engine/read.js';
import { createSigner } from '../../../src/schemes/engine/sign.js';
import { canonicalJson } from '../../../src/schemes/text/canonical-json.js';
import { growsInProportion } from '../cost.js';
import { example } from './examples.js';
import { faultsOf, mac, MOMENT, SECONDS, SECRET, verdictOf, verified } from './trying.js';

const canonical = (text: string): string | undefined => canonicalJson(Buffer.from(text));

describe('the one spelling of JSON', () => {
  it('is that of RFC 8785', () => {
    // Its sections 3.2.2 and 3.2.3: numbers, literals, escapes, and names in order of their UTF-16 code units.
    const members =
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
    // 333333333.33333329 is not what a double holds: it has no one reading here.
    expect(canonical(members)).toBeUndefined();
    expect(canonical(members.replace('333333333.33333329', '333333333.3333333'))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const names = '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}';
    expect(canonical(names)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('means what the document means, and is its own spelling', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 3 }), (value, blanks) => {
        const text = JSON.stringify(value, null, blanks);
        const spelt = canonical(text);
        if (spelt === undefined) {
          expect(text).toMatch(/\\ud[89a-f]/);
          return;
        }
        expect(JSON.parse(spelt)).toEqual(JSON.parse(text));
        expect(canonical(spelt)).toBe(spelt);
      }),
    );
  });

  it('is none where readers differ', () => {
    for (const text of [
      '{"a":1,"a":1}',
      '{"a":1,"\\u0061":2}',
      '[{"b":{"c":1,"c":1}}]',
      '"\\ud800"',
      '{"\\udc00":1}',
    ])
      expect(canonical(text), text).toBeUndefined();
    for (const text of [
      '9007199254740993',
      '-0',
      '-0.0',
      '1e400',
      '1e-400',
      '0.1000000000000000055511151231257827',
    ])
      expect(canonical(text), text).toBeUndefined();
    for (const text of ['', ' ', '{', '{}{}', '01', '\ufeff{}', `${'['.repeat(65)}${']'.repeat(65)}`])
      expect(canonical(text), text).toBeUndefined();
    expect(canonicalJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  it('takes numbers that are equal for equal', () => {
    for (const text of ['1', '1.0', '1.000e0', '10e-1', '0.1E+1', '1000e-3'])
      expect(canonical(text)).toBe('1');
    for (const text of ['0', '0.0', '0e99999999999999999999']) expect(canonical(text)).toBe('0');
    expect(canonical('123456789012345680000')).toBe('123456789012345680000');
    expect(canonical('1e21')).toBe('1e+21');
  });

  it('costs in proportion', () => {
    for (const junk of ['0', '1', '[', '{"a":', '"', ' ', '[1,', '1e']) {
      growsInProportion(junk, (length) => {
        const text = junk.repeat(length / junk.length);
        return () => [canonical(text), canonical(`[${text}]`), canonical(`1.${text}1`)];
      });
    }
  });
});

describe('JSON that is signed by its meaning', () => {
  const scheme = example('work-desk');
  const BODY = '{"b":[1,{"d":2,"c":3}],"a":"Zoë"}';
  const SPELT = '{"a":"Zoë","b":[1,{"c":3,"d":2}]}';
  const headers = ['X-Work-Signature', `t=${SECONDS}&s=${mac(SPELT + SECONDS)}`];
  const verdict = (body: string): string => verdictOf(scheme, { headers, body, secrets: [`wk_${SECRET}`] });

  it('is one delivery however it is spelt, and another if it means another thing', () => {
    const same = [BODY, SPELT, JSON.stringify(JSON.parse(BODY), null, 2), BODY.replace('Zoë', 'Zo\\u00EB')];
    const identities = same.map((body) => {
      const genuine = verified(scheme, { headers, body, secrets: [`wk_${SECRET}`] });
      return readIdentity(scheme, genuine, 'default', () => '0');
    });
    expect(new Set(identities).size).toBe(1);
    for (const body of [BODY.replace('3', '4'), BODY.replace('[1,', '['), BODY.replace('"a"', '"A"')])
      expect(verdict(body), body).toBe('mismatch');
    expect(verdict(BODY.replace('{"b"', '{"b":0,"b"'))).toBe('body_not_json');
  });

  it('takes the secret with its beginning or without, and nothing that is a beginning alone', () => {
    expect(verdictOf(scheme, { headers, body: BODY, secrets: [SECRET] })).toBe('accepted');
    expect(verdictOf(scheme, { headers, body: BODY, secrets: [`wk_wk_${SECRET}`] })).toBe('mismatch');
    expect(() => readKey(scheme, 'wk_')).toThrow('nothing stands behind wk_');
  });

  it('is signed by its meaning too, and what is no JSON is not signed', () => {
    const sign = createSigner(scheme, [readKey(scheme, SECRET)]);
    const written: string[] = [];
    sign({ id: 'm', body: Buffer.from(BODY) }, MOMENT, written);
    expect(written).toEqual(headers);
    expect(() => sign({ id: 'm', body: Buffer.from('a=1') }, MOMENT, [])).toThrow('lacks a value');
  });

  it('must be JSON from end to end', () => {
    const signature = {
      header: 'X-S',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      content: '{body:canonical}',
    };
    expect(faultsOf(signature)).toContain('set bodyMustBeJson: whole');
    expect(faultsOf(signature, { bodyMustBeJson: 'whole' })).toBe('');
  });
});

describe('a body inside a JSON document', () => {
  const scheme = example('letter-desk');
  const BODY = '{"type":"a.b","text":"\\"}\u2028"}';
  const AT = String(MOMENT);
  const text = (shelf: string, body: string): string => JSON.stringify({ shelf, text: body, at: Number(AT) });
  const entriesOf = (shelf: string, body = BODY): readonly string[] => [
    `sign=${mac(text(shelf, body), 'sha256', 'base64')}`,
    `shelf=${shelf}`,
    `t=${AT}`,
  ];
  const verdict = (entries: readonly string[], body = BODY): string =>
    verdictOf(scheme, { headers: ['X-Letter-Signature', entries.join(', ')], body });

  it('verifies with the entry that came, whatever order they came in', () => {
    for (const shelf of ['main', 'a-2']) {
      expect(verdict(entriesOf(shelf))).toBe('accepted');
      expect(verdict(entriesOf(shelf).toReversed())).toBe('accepted');
    }
    const [sign = '', , at = ''] = entriesOf('main');
    expect(verdict([sign, 'shelf=other', at])).toBe('mismatch');
    expect(verdict([sign, at])).toBe('mismatch');
    for (const bad of ['shelf=', 'shelf=a b', 'shelf="', 'shelf=é'])
      expect(verdict([sign, bad, at]), bad).toBe('unreadable_signature');
    expect(verdict([sign, 'shelf=main', 'shelf=main', at])).toBe('unreadable_signature');
  });

  it('writes signature, entry and time in their order', () => {
    const headers: string[] = [];
    createSigner(scheme, [readKey(scheme, SECRET)])({ id: 'm', body: Buffer.from(BODY) }, MOMENT, headers);
    expect(headers).toEqual(['X-Letter-Signature', entriesOf('main').join(', ')]);
  });

  it('needs its braces twice, its entries named, and text', () => {
    const of = (content: string, values = { shelf: 'main' }) =>
      faultsOf(
        {
          header: 'X-S',
          encoding: 'hex',
          entries: { separator: ',', assign: '=', tags: { v1: 'hmac-sha256' }, values },
          content,
        },
        { bodyMustBeText: true },
      );
    const good = '{{"s":{entry:shelf|quoted},"b":{body:quoted}}}';
    expect(of(good)).toBe('');
    expect(of(good.replace('{{', '{'))).toContain('outside of a placeholder');
    expect(of(good.replace('shelf', 'other'))).toContain('needs that name under entries.values');
    expect(of('{{"b":{body:quoted}}}')).toContain('content needs {entry:shelf}');
    expect(of('{entry:shelf}{body}')).toContain('bytes could move');
    const bare = { header: 'X-S', algorithm: 'hmac-sha256', encoding: 'hex', content: '{body:quoted}' };
    expect(faultsOf(bare)).toContain('set bodyMustBeText: true');
  });
});

describe('the members of an object', () => {
  const scheme = example('toll-desk');
  const bodyOf = (toll: string, signed: string): string => `{"toll":${toll},"signature":"${mac(signed)}"}`;
  const verdict = (toll: string, signed: string): string =>
    verdictOf(scheme, { headers: [], body: bodyOf(toll, signed) });

  it('stand in order, null as nothing', () => {
    expect(verdict('{"b":2,"a":"x","é":true,"B":null}', 'B=&a=x&b=2&é=true')).toBe('accepted');
    expect(verdict('{}', '')).toBe('accepted');
    expect(verdict('{"a":"1 & 2 && 3"}', 'a=1 & 2 && 3')).toBe('accepted');
  });

  it('have one reading', () => {
    expect(verdict('{"a":"1","b":"2"}', 'a=1&b=2')).toBe('accepted');
    for (const toll of [
      '{"a":"1&b=2"}',
      '{"a=1&b":"2"}',
      '{"a":"1","b":"2","b":"2"}',
      '{"a":1,"a":"1","b":"2"}',
    ])
      expect(verdict(toll, 'a=1&b=2'), toll).toBe('mismatch');
    for (const toll of ['[]', 'null', '"a"', '{"a":[1]}', '{"a":{}}', '{"a":1.5}', '{"a":9007199254740993}'])
      expect(verdict(toll, 'a=1'), toll).toBe('mismatch');
  });

  it('are what makes two deliveries one, and what may be an id', () => {
    const of = (body: string): string =>
      readIdentity(scheme, verified(scheme, { headers: [], body }), 'default', () => '0');
    const one = bodyOf('{"id":"1","b":2}', 'b=2&id=1');
    expect(of(one.replace('{"toll"', '{"more":1,"toll"'))).toBe(of(one));
    expect(of(bodyOf('{"id":"2","b":2}', 'b=2&id=2'))).not.toBe(of(one));
    const signature = { json: '/s', algorithm: 'hmac-sha256', encoding: 'hex', content: '{members:/toll}' };
    const id = { trust: 'partly', identity: ['id'] };
    expect(faultsOf(signature, { ...id, sourceId: { json: '/toll/id' } })).toBe('');
    expect(faultsOf(signature, { ...id, sourceId: { json: '/other' } })).toContain(
      'is not part of what is signed',
    );
    expect(faultsOf(signature, { ...id, sourceId: { json: '/toll/a/b' } })).toContain('is not part of');
  });
});

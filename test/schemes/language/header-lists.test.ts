/** Headers that a delivery itself says are signed: never none, each once, and their text in one way only. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKey } from '../../../src/schemes/engine/keys.js';
import { createSigner, whyUnsignable } from '../../../src/schemes/engine/sign.js';
import { growsInProportion } from '../cost.js';
import { example } from './examples.js';
import { faultsOf, mac, MOMENT, schemeOf, SECONDS, SECRET, verdictOf } from './trying.js';

type Data = Readonly<Record<string, unknown>>;

const URL_OF = 'https://hooks.example.com/in';
const BODY = '{"type":"a"}';

describe('press-desk', () => {
  const scheme = example('press-desk');
  const TIME = String(MOMENT);

  /** @param text of the headers as it was signed */
  function verdict(text: string, list: string | undefined, ...more: string[]): string {
    const signature = mac(`POST\n${URL_OF}\n${text}\n${BODY}`);
    const named = list === undefined ? [] : ['X-Press-Signed-Headers', list];
    const headers = ['X-Press-Signature', signature, 'X-Press-Time', TIME, ...named, ...more];
    return verdictOf(scheme, { headers, body: BODY, target: '/in', publicUrl: URL_OF });
  }
  const LIST = 'x-press-signed-headers,x-press-time';
  const TEXT = `x-press-signed-headers:${LIST};x-press-time:${TIME}`;

  it('takes the headers that must be signed, and more, in order', () => {
    expect(verdict(TEXT, LIST)).toBe('accepted');
    const more = `X-Press-Topic, ${LIST}`;
    const text = `x-press-signed-headers:${more};x-press-time:${TIME};x-press-topic:a`;
    expect(verdict(text, more, 'X-Press-Topic', 'a')).toBe('accepted');
    expect(verdict(text, more, 'X-Press-Topic', 'b')).toBe('mismatch');
    expect(verdict(text, more)).toBe('mismatch');
    expect(verdict(text, more, 'X-Press-Topic', 'a', 'x-press-topic', 'a')).toBe('repeated_header');
  });

  it('takes no list without those, and none that is no list', () => {
    expect(verdict('x-press-time:1', 'x-press-time')).toBe('unknown_version');
    expect(verdict('', 'x-other', 'X-Other', '')).toBe('unknown_version');
    for (const list of [
      undefined,
      '',
      ',',
      `${LIST},`,
      `${LIST},x-press-time`,
      `${LIST};a`,
      `${LIST}, é`,
      `a b,${LIST}`,
    ]) {
      expect(verdict(TEXT, list), list).toBe('unreadable_signature');
    }
    const crowd = Array.from({ length: 31 }, (_, i) => `x-${i}`).join(',');
    expect(verdict(TEXT, `${LIST},${crowd}`)).toBe('unreadable_signature');
    expect(verdict(TEXT, LIST, 'x-press-signed-headers', LIST)).toBe('repeated_header');
  });

  it('refuses a value that could be cut into a further header', () => {
    const list = `${LIST},x-type`;
    const text = (type: string): string =>
      `x-press-signed-headers:${list};x-press-time:${TIME};x-type:${type}`;
    expect(verdict(text('a/b; charset=utf-8'), list, 'X-Type', 'a/b; charset=utf-8')).toBe('accepted');
    expect(verdict(text('a;b'), list, 'X-Type', 'a;b')).toBe('accepted');
    expect(verdict(text('a;x-user:root'), list, 'X-Type', 'a;x-user:root')).toBe('border_in_value');
  });

  it('reads one text in one way', () => {
    const value = fc
      .array(fc.constantFrom(';', ':', 'a', 'x-b', ' ', 'é'), { maxLength: 6 })
      .map((list) => list.join(''));
    const part = fc.tuple(fc.constantFrom('x-a', 'x-b', 'x-c'), value);
    const free = schemeOf(
      {
        ...{ header: 'S', algorithm: 'hmac-sha256', encoding: 'hex', content: '{headers}' },
        headerList: { header: 'L', separator: ',', assign: ':', between: ';', required: ['x-a'] },
      },
      { trust: 'authenticated' },
    );
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(fc.uniqueArray(part, { selector: ([name]) => name, minLength: 1 }), (list) => {
        const text = list.map((one) => one.join(':')).join(';');
        const names = list.map(([name]) => name).join(',');
        const headers = ['S', mac(Buffer.from(text, 'latin1')), 'L', names, ...list.flat()];
        if (verdictOf(free, { headers }) !== 'accepted') return;
        const reading = JSON.stringify(list);
        expect(seen.get(text) ?? reading).toBe(reading);
        seen.set(text, reading);
      }),
      { numRuns: 3000 },
    );
    expect(seen.size).toBeGreaterThan(100);
  });

  it('writes what it reads', () => {
    const headers: string[] = [];
    createSigner(scheme, [readKey(scheme, SECRET)], URL_OF)(
      { id: 'm', body: Buffer.from(BODY) },
      MOMENT,
      headers,
    );
    expect(headers).toContain(mac(`POST\n${URL_OF}\n${TEXT}\n${BODY}`));
    expect(verdictOf(scheme, { headers, body: BODY, publicUrl: URL_OF })).toBe('accepted');
  });

  it('costs in proportion', () => {
    for (const junk of ['a,', 'a', ',', ';a:', ' ']) {
      growsInProportion(junk, (length) => {
        const text = junk.repeat(length / junk.length);
        return () => [verdict('', text), verdict(TEXT, `${LIST},x-a`, 'X-A', text)];
      });
    }
  });
});

describe('coin-desk', () => {
  const scheme = example('coin-desk');
  const verdict = (names: string, values: string, id: string, event: string, body = BODY): string =>
    verdictOf(scheme, {
      headers: [
        ...['X-Coin-Id', id, 'X-Coin-Event', event],
        ...['X-Coin-Signature', `t=${SECONDS},h=${names},v1=${mac(`${SECONDS}.${names}.${values}.${BODY}`)}`],
      ],
      body,
    });
  const NAMES = 'x-coin-id x-coin-event';

  it('takes values alone, one of which may hold the dot', () => {
    expect(verdict(NAMES, 'id1.order.paid', 'id1', 'order.paid')).toBe('accepted');
    expect(verdict(NAMES, 'id1.order.paid', 'id1', 'order.made')).toBe('mismatch');
    expect(verdict(NAMES, 'id1.order.paid', 'id1.order', 'paid')).toBe('border_in_value');
    expect(verdict('x-coin-event x-coin-id', 'order.paid.id1', 'id1', 'order.paid')).toBe('accepted');
    expect(verdict('x-coin-id', 'id1', 'id1', 'order.paid')).toBe('unknown_version');
    expect(verdict('', '', 'id1', 'order.paid')).toBe('unreadable_signature');
  });

  it('moves no byte into the body', () => {
    expect(verdict(NAMES, 'id1.order', 'id1', `order.${BODY}`, '')).not.toBe('accepted');
    expect(verdict(NAMES, 'id1.a', 'id1', 'a.{', BODY.slice(1))).not.toBe('accepted');
  });

  it('cannot be a destination, and says why', () => {
    expect(whyUnsignable(scheme)).toContain('named among its signatures');
  });
});

describe('a scheme with a list of headers', () => {
  const of = (list: Data, content = '{headers}\n{body}', members: Data = {}): string =>
    faultsOf(
      {
        ...{ header: 'S', algorithm: 'hmac-sha256', encoding: 'hex', content },
        headerList: { header: 'L', separator: ',', assign: ':', between: ';', required: ['X-A'], ...list },
      },
      members,
    );

  it('asks for something, and signs it', () => {
    expect(of({})).toBe('');
    expect(of({ required: [] })).toContain('the list may not be empty');
    expect(of({ required: ['X-A', 'x-a'] })).toContain('names one twice');
    expect(of({}, '{body}')).toContain('is not signed; content needs {headers}');
    expect(
      faultsOf({ header: 'S', algorithm: 'hmac-sha256', encoding: 'hex', content: '{headers}{body}' }),
    ).toContain('{headers} needs headerList');
  });

  it('stands in one place', () => {
    expect(of({ entry: 'h' })).toContain('give exactly one');
    expect(of({ header: undefined })).toContain('give exactly one');
    expect(of({ header: undefined, entry: 'h' })).toContain('needs entries');
  });

  it('has borders that no value holds', () => {
    expect(of({}, '{headers}.{body}')).toContain('bytes could move');
    expect(of({ between: '\n' })).toContain('bytes could move');
    expect(of({ assign: undefined })).toContain('the values do not say whose they are');
    expect(of({ assign: undefined }, '{body}.{headers:names}.{headers}')).toContain(
      'the values do not say whose they are',
    );
    expect(of({ assign: undefined }, '{headers:names}.{headers}.{body}')).toBe('');
    expect(of({ assign: undefined, open: 'X-A' }, '{headers:names}.{headers}.{body}')).toContain(
      'has no end before the body',
    );
    expect(of({ open: 'X-A' })).toContain('is for values without their names');
  });

  it('may have the time among them', () => {
    const time = { header: 'X-A', formats: ['s'], tolerance: '5m' };
    expect(of({}, '{headers}\n{body}', { time })).toBe('');
    expect(of({}, '{headers}\n{body}', { time: { ...time, header: 'X-B' } })).toContain(
      'an unsigned time proves nothing',
    );
  });
});

/** Single fields of forms: each comes once, and what they are the body's bytes alone say. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fieldValue, formFields } from '../../../src/schemes/engine/form-fields.js';
import { readEvent, readIdentity, readSourceId } from '../../../src/schemes/engine/read.js';
import { whyUnsignable } from '../../../src/schemes/engine/sign.js';
import { growsInProportion } from '../cost.js';
import { example } from './examples.js';
import { faultsOf, FORM, mac, schemeOf, SECONDS, verdictOf, verified } from './trying.js';

const MULTIPART = 'multipart/form-data; boundary=b';
const part = (name: string, value: string, more = ''): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const read = (body: string, type = MULTIPART, name = 'f'): string | undefined | null =>
  fieldValue(formFields(type, Buffer.from(body, 'latin1')), name);

describe('mail-room, whose form carries its own signature', () => {
  const scheme = example('mail-room');
  const fields = {
    timestamp: SECONDS,
    token: 'tok1',
    signature: mac(`${SECONDS}tok1`),
    event: 'delivered',
    body: 'x & y',
  };
  const urlencoded = (more: Readonly<Record<string, string>> = {}): string =>
    new URLSearchParams({ ...fields, ...more }).toString();
  const multipart = (more: Readonly<Record<string, string>> = {}): string =>
    `${Object.entries({ ...fields, ...more })
      .map(([name, value]) => part(name, value))
      .join('')}--b--\r\n`;

  it.each([
    [FORM, urlencoded()],
    [MULTIPART, multipart()],
  ])('is read from %s', (type, body) => {
    const delivery = verified(scheme, { headers: ['Content-Type', type], body });
    expect(readEvent(scheme, delivery)).toBe('delivered');
    expect(readSourceId(scheme, delivery)).toBe('tok1');
    expect(readIdentity(scheme, delivery, 'default', () => '0')).toBe('id:tok1');
    expect(delivery.signedAt).toBe(Number(SECONDS) * 1000);
  });

  it('is refused where a field that counts is missing, doubled, changed or a file', () => {
    const verdict = (body: string, type = FORM): string =>
      verdictOf(scheme, { headers: ['Content-Type', type], body });
    expect(verdict(urlencoded({ token: 'tok2' }))).toBe('mismatch');
    expect(verdict(`${urlencoded()}&token=tok1`)).toBe('mismatch');
    expect(verdict(`${urlencoded()}&timestamp=${SECONDS}`)).toBe('unreadable_time');
    expect(verdict(`${urlencoded()}&signature=${fields.signature}`)).toBe('unreadable_signature');
    expect(verdict(`timestamp=${SECONDS}&token=tok1`)).toBe('missing_signature');
    expect(verdict(`token=tok1&signature=${fields.signature}`)).toBe('missing_time');
    expect(verdict(urlencoded(), 'application/json')).toBe('missing_signature');
    const file = multipart().replace('name="token"', 'name="token"; filename="t.txt"');
    expect(verdict(file, MULTIPART)).toBe('mismatch');
  });

  it('cannot be a destination, and says why', () => {
    expect(whyUnsignable(scheme)).toContain('stands inside the body');
  });
});

describe('multipart forms', () => {
  it('give values as they stand, line ends too', () => {
    expect(read(`${part('a', '1')}${part('f', 'x\r\n\r\ny')}--b--`)).toBe('x\r\n\r\ny');
    expect(read(`${part('f', 'Zo\xc3\xab')}--b--\r\n`)).toBe('Zoë');
    expect(read(`${part('\xc3\xa9', '1')}--b--`, MULTIPART, 'é')).toBe('1');
    expect(read(`${part('f', '')}--b--`)).toBe('');
    expect(read(`${part('f', '1')}--b--`, 'Multipart/Form-Data; charset=utf-8; Boundary="b"')).toBe('1');
    expect(read(`${part('x', 'f', '; filename="a \\"b\\".pdf"')}${part('f', '1')}--b--`)).toBe('1');
    const typed = part('f', '1').replace('\r\n\r\n', '\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n');
    expect(read(`${typed}--b--`)).toBe('1');
  });

  it.each<[string, string]>([
    ['twice', `${part('f', '1')}${part('f', '1')}--b--`],
    ['a file', `${part('f', '1', '; filename="a"')}--b--`],
    ['a file by its other name', `${part('f', '1', "; filename*=utf-8''a")}--b--`],
    ['no UTF-8', `${part('f', '\xff')}--b--`],
    [
      'coded',
      `${part('f', 'MQ==').replace('\r\n\r\n', '\r\nContent-Transfer-Encoding: base64\r\n\r\n')}--b--`,
    ],
  ])('hold no field that is %s', (_what, body) => {
    expect(read(body)).toBeNull();
  });

  it.each<[string, string, string?]>([
    ['text before its first boundary', `x\r\n${part('f', '1')}--b--`],
    ['text behind its last', `${part('f', '1')}--b--\r\nx`],
    ['no end', part('f', '1')],
    ['a boundary that goes on', `${part('f', '1')}--bx\r\n\r\n--b--`],
    ['a part without a head', `--b\r\n1\r\n--b--`],
    ['a part without a name', '--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--'],
    ['a part with two names', `${part('f', '1', '; name="g"')}--b--`],
    ['a name that is coded', `${part('f', '1', "; name*=utf-8''g")}--b--`],
    ['a name with an escape', `${part('f%22', '1')}${part('f', '1')}--b--`],
    ['a name with a backslash', `${part('f\\', '1')}${part('f', '1')}--b--`],
    ['text behind a name', `${part('f', '1', ' x')}--b--`],
    [
      'two dispositions',
      `${part('f', '1').replace('\r\n\r\n', '\r\nContent-Disposition: form-data; name="g"\r\n\r\n')}--b--`,
    ],
    ['a folded line', `${part('f', '1').replace('; name', ';\r\n name')}--b--`],
    ['a line end of half', `${part('f', '1').replace('; name', ';\n name')}--b--`],
    ['another boundary than its type says', `${part('f', '1')}--b--`, 'multipart/form-data; boundary=c'],
    ['no boundary', `${part('f', '1')}--b--`, 'multipart/form-data'],
    ['more parts than any sender writes', `${part('a', '1').repeat(1001)}${part('f', '1')}--b--`],
  ])('with %s are none', (_what, body, type) => {
    expect(read(body, type)).toBeUndefined();
  });

  it('are no urlencoded ones, nor the reverse: the bytes say which, whatever the type', () => {
    const hidden = `${part('a', `x&f=1&y=`)}--b--`;
    expect(read(hidden, FORM)).toBeUndefined();
    expect(read('f=1\r\n', FORM)).toBeUndefined();
    expect(read('f=1', MULTIPART)).toBeUndefined();
    // A boundary of another's choice, found inside a value.
    const inner = `--c\r\nContent-Disposition: form-data; name="f"\r\n\r\n2\r\n--c--`;
    expect(read(`${part('a', inner)}--b--`, 'multipart/form-data; boundary=c')).toBeUndefined();
  });

  it('never throw, and never give what is not there', () => {
    const line = fc.constantFrom(
      ...['\r\n', '\r\n--b', '--b--', '--b\r\n', '\r\n\r\n', '"', ';', '\\', '%'],
      ...['Content-Disposition: form-data; name="f"', 'Content-Disposition: form-data; name=f; filename="a"'],
    );
    const text = fc.array(fc.oneof(line, fc.string({ unit: 'binary' }))).map((list) => list.join(''));
    fc.assert(
      fc.property(text, (body) => {
        const found = read(body);
        if (typeof found === 'string') expect(Buffer.from(body, 'latin1').toString()).toContain(found);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['\r\n--b', '\r\n--b\r\n\r\n', '\r\n', ';name="', '; a=b', ' ', '"', '\\"', part('a', '1')])(
    'of %j cost in proportion',
    (piece) => {
      growsInProportion(piece, (length) => {
        const inside = piece.repeat(length / piece.length);
        const bodies = [`${inside}--b--`, part('f', inside), part('f', '1', inside)].map((text) =>
          Buffer.from(`${text}--b--`),
        );
        return () => bodies.map((body) => formFields(MULTIPART, body));
      });
    },
  );
});

describe('a scheme that names fields', () => {
  const hmac = { algorithm: 'hmac-sha256', encoding: 'hex' };
  const header = { header: 'X-Sig', ...hmac };

  it('says that it does not prove the body, and where its time is signed', () => {
    expect(faultsOf({ ...header, content: '{field:a}' })).toContain(
      'without {body} the body is not verified',
    );
    const time = { field: 'at', formats: ['s'], tolerance: '5m' };
    const unsigned = faultsOf({ ...header, content: '{field:a}' }, { trust: 'partly', time });
    expect(unsigned).toContain('mine.time.field: is not signed');
    expect(faultsOf({ ...header, content: '{form}' }, { time })).toContain('mine.time.field: is not signed');
    expect(faultsOf({ ...header, content: '{field:at}.{field:a}' }, { trust: 'partly', time })).toBe('');
    expect(faultsOf({ ...header, content: '{body}' }, { time })).toBe('');
  });

  it('takes no id from a field that is not signed', () => {
    const id = { sourceId: { field: 'id' }, identity: ['id'] };
    expect(faultsOf({ ...header, content: '{form}' }, id)).toContain(
      'the id at id is not part of what is signed',
    );
    expect(faultsOf({ ...header, content: '{body}' }, id)).toBe('');
  });

  it('has a border between two of them that neither holds', () => {
    expect(faultsOf({ ...header, content: '{field:a}{field:b}' }, { trust: 'partly' })).toContain(
      'bytes could move between {field:a} and {field:b}',
    );
    const scheme = schemeOf({ ...header, content: '{field:a}|{field:b}' }, { trust: 'partly' });
    const verdict = (a: string, b: string): string =>
      verdictOf(scheme, {
        headers: ['X-Sig', mac('1|2|3'), 'Content-Type', FORM],
        body: new URLSearchParams({ a, b }).toString(),
      });
    expect(verdict('1|2', '3')).toBe('border_in_value');
    expect(verdict('1', '2|3')).toBe('border_in_value');
    const open = schemeOf(
      { ...header, content: '{field:a}|{field:b}', open: 'field:b' },
      { trust: 'partly' },
    );
    const headers = ['X-Sig', mac('1|2|3'), 'Content-Type', FORM];
    expect(verdictOf(open, { headers, body: 'a=1&b=2%7C3' })).toBe('accepted');
  });

  it('does not sign the form in which its signature stands', () => {
    for (const content of ['{body}', '{form}', '{sha256:hex:body}']) {
      expect(faultsOf({ field: 'sig', ...hmac, content })).toContain('in which the signature itself stands');
    }
    expect(
      faultsOf({ field: 'sig', header: 'X-Sig', ...hmac, content: '{field:a}' }, { trust: 'partly' }),
    ).toContain('stands in exactly one place');
  });

  it('may leave one out that is optional, and takes none that is doubled', () => {
    const scheme = schemeOf({ ...header, content: '{field:a}.{field:b?}' }, { trust: 'partly' });
    const headers = ['X-Sig', mac('1.'), 'Content-Type', FORM];
    expect(verdictOf(scheme, { headers, body: 'a=1' })).toBe('accepted');
    expect(verdictOf(scheme, { headers, body: 'a=1&b=&b=' })).toBe('mismatch');
    expect(verdictOf(scheme, { headers, body: 'b=1' })).toBe('mismatch');
  });
});

/** Every built-in scheme that signs a URL or a body beside another value: no border of a genuine delivery can move. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { formMeetsUrl } from '../../src/schemes/rules/template.js';
import { createVerifier, Refusal } from '../../src/schemes/engine/verify.js';
import { genuine, keysOf, NOW, subjectsOf, verdictOn, withBody, type Subject } from './harness.js';
import { subjectOf } from './subject.js';

const BASE = 'https://receiver.example/hooks/in';

const subjects = Object.keys(schemes).flatMap((name) => subjectsOf(name));
/** Where no field marks the beginning of a form, the query does not vary, and there is no border. */
const besideUrl = subjects.filter(
  ({ scheme, signature: { content = '' } }) =>
    /\{url(?::decoded)?\}\{/.test(content) && !formMeetsUrl(scheme),
);

/** The text behind the URL, as it is signed; a form's is its names and values. */
function textOf({ covers }: Subject, body: Buffer): string {
  if (covers !== 'form') return body.toString('latin1');
  const pairs = [...new URLSearchParams(body.toString())];
  return pairs
    .sort(([a, x], [b, y]) => (a < b || (a === b && x < y) ? -1 : 1))
    .flat()
    .join('');
}

test.each(['twilio', 'mandrill'])(
  '%s: a POST without the field that every form has is refused, and a published example is not',
  (name) => {
    const { scheme, secret } = subjectOf(name);
    const verdictAt = (url: string, fields: string): string => {
      const text = url + [...new URLSearchParams(fields)].flat().join('');
      const verdict = createVerifier(scheme, keysOf(scheme, secret), { publicUrl: url })({
        method: 'POST',
        target: url.slice('https://receiver.example'.length),
        rawHeaders: [
          ...['Content-Type', 'application/x-www-form-urlencoded'],
          ...[scheme.signature?.header ?? '', createHmac('sha1', secret).update(text).digest('base64')],
        ],
        body: Buffer.from(fields),
        receivedAt: NOW,
      });
      return verdict instanceof Refusal ? verdict.reason : 'accepted';
    };
    expect(verdictAt(BASE, 'CallSid=CA1&Digits=1')).toBe('form_incomplete');
    expect(verdictAt(BASE, '')).toBe('form_incomplete');
    expect(verdictAt(`${BASE}?foo=1`, '')).toBe('form_incomplete');
    expect(verdictAt(`${BASE}?foo=1`, 'CallSid=CA1&Digits=1')).toBe('accepted');
    const own = name === 'twilio' ? 'AccountSid=AC1' : 'mandrill_events=%5B%5D';
    expect(verdictAt(BASE, own)).toBe('accepted');
  },
);

describe('a border beside the URL', () => {
  test('is one that several schemes have', () => {
    expect(besideUrl.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['hubspot', 'hubspot-v2', 'twilio', 'mandrill']),
    );
  });

  test.each(besideUrl.map((subject) => [subject.name, subject] as const))(
    '%s: at no other offset is there a delivery',
    (_name, subject) => {
      const sent = genuine(subject, { url: `${BASE}?q=1` });
      const query = sent.url.slice(BASE.length);
      const text = query + textOf(subject, sent.body);
      for (let at = 0; at <= text.length; at++) {
        if (at === query.length) continue;
        const [moved, rest] = [text.slice(0, at), text.slice(at)];
        // Wherever the form's first name may end.
        const bodies =
          subject.covers === 'form'
            ? [rest, ...Array.from({ length: 20 }, (_, i) => `${rest.slice(0, i + 1)}=${rest.slice(i + 1)}`)]
            : [rest];
        for (const body of bodies) {
          const bytes = subject.covers === 'form' ? body : Buffer.from(body, 'latin1');
          const other = { ...withBody(sent, bytes), url: BASE + moved };
          const verdict = verdictOn(subject, other, { anyQuery: true });
          expect(verdict, `${moved} | ${body}`).not.toBe('accepted');
        }
      }
    },
  );
});

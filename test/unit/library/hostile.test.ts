/** A bad delivery is a result, whatever it is made of; an exception would be somebody's outage. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schemes, verify, type HeadersInput } from '../../../src/library/index.js';
import { genuine, NOW, signatureHeader, subjectsOf, valueOf } from '../../schemes/harness.js';
import { ownerOf } from '../../schemes/writer.js';

const subjects = Object.keys(schemes).flatMap((name) => subjectsOf(name));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ',', '=', 't=', '.', '..', '{}'),
);
const body = fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }), fc.json());

test.each(subjects.map((subject) => [subject.name, subject] as const))('%s', (name, subject) => {
  const sent = genuine(subject);
  const names = sent.headers.filter((_, i) => i % 2 === 0);
  const pair = fc.tuple(fc.oneof(fc.constantFrom(...names), text), text);
  const headers: fc.Arbitrary<HeadersInput> = fc.oneof(
    fc.array(pair),
    fc.array(pair).map((pairs) => pairs.flat()),
    fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.array(text))),
  );
  const method = fc.constantFrom('POST', 'GET', 'post', '');
  const query = fc.oneof(fc.webQueryParameters(), text).map((given) => `https://a.example/in?${given}`);
  fc.assert(
    fc.property(headers, body, method, query, (given, bytes, verb, url) => {
      const result = verify({
        scheme: subject.scheme,
        secrets: [subject.secret],
        owner: ownerOf(subject.scheme),
        headers: given,
        body: bytes,
        method: verb,
        url,
        now: NOW,
      });
      expect(result.ok, name).toBe(false);
    }),
    { numRuns: 60 },
  );
  if (!subject.inBody) expect(valueOf(sent, signatureHeader(subject))).not.toBe('');
});

/** Schemes as users might write them: made at random, and kept where `check` finds no fault in them. */
import fc from 'fast-check';
import { parseScheme } from '../../../src/schemes/rules/parse.js';
import type { Scheme } from '../../../src/schemes/spec.js';

const VALUE = fc.constantFrom(
  ...[
    '{body}',
    '{body}',
    '{body}',
    '{id}',
    '{id}',
    '{time}',
    '{time}',
    '{header:X-A}',
    '{header:X-B?}',
    '{header:X-Event}',
  ],
  ...[
    '{method}',
    '{url}',
    '{url:base}',
    '{url:decoded}',
    '{path}',
    '{query:k}',
    '{json:/id}',
    '{json:/type}',
    '{form}',
    '{field:f}',
    '{field:g?}',
    '{sha256:hex:body}',
    '{sha512:base64:body}',
    '{header:X-Digest}',
  ],
);
const TEXT = fc.constantFrom('.', '.', ':', '', '\n', '|', '-', ',', 'v0:');

const content = fc
  .array(fc.tuple(VALUE, TEXT), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map(([value, text], i) => (i === parts.length - 1 ? value : value + text)).join(''));

const time = fc.constantFrom(
  { formats: ['s'], tolerance: '5m' },
  { formats: ['ms'], tolerance: '5m' },
  { formats: ['digits-ms'], tolerance: '5m' },
  { formats: ['s', 'ms'], tolerance: { past: '5m' } },
  { formats: ['iso'], tolerance: '5m' },
  { formats: ['iso-utc'], tolerance: '5m' },
  { formats: ['http-date', 'utc-date'], tolerance: '5m' },
);

const description = fc
  .record({
    content,
    time,
    algorithm: fc.constantFrom('hmac-sha256', 'hmac-sha1', 'hmac-sha384', 'sha256', 'sha512', 'plain'),
    encoding: fc.constantFrom('hex', 'base64', 'base64url'),
    prefix: fc.constantFrom(undefined, 'sha256=', 'v1:'),
    entries: fc.boolean(),
    json: fc.constantFrom(undefined, true, 'whole'),
    text: fc.boolean(),
    shape: fc.constantFrom('a_b', 'a.b', 'token', undefined),
    event: fc.boolean(),
    apart: fc.boolean(),
    timeField: fc.boolean(),
    digest: fc.constantFrom(
      { algorithms: ['sha256'] },
      { form: 'digest', algorithms: ['sha512', 'sha256'] },
      { form: 'content-digest', algorithms: ['sha256', 'sha512'] },
    ),
  })
  .map((choice): unknown => {
    const names = (text: string): boolean => choice.content.includes(text);
    const bare = !choice.algorithm.startsWith('hmac');
    const entries = choice.entries && !bare && names('{time}');
    const digested = names('{header:X-Digest}');
    const partly = !/\{(?:body|form)\}|:body\}/.test(choice.content) && !digested;
    const timeField = choice.timeField && /\{f(?:ield|orm)/.test(choice.content) && !entries;
    const signed = /\{(?:json|header|field):/.test(choice.content);
    return {
      title: choice.content,
      trust: choice.algorithm === 'plain' ? 'authenticated' : partly ? 'partly' : 'body verified',
      signature: {
        header: 'X-Signature',
        encoding: choice.encoding,
        content: bare ? `{secret}${choice.content}` : choice.content,
        ...(entries
          ? { entries: { separator: ',', assign: '=', tags: { v1: choice.algorithm }, time: 't' } }
          : { algorithm: choice.algorithm, ...(choice.prefix !== undefined && { prefix: choice.prefix }) }),
      },
      ...(names('{time}') && {
        time: entries
          ? choice.time
          : { ...(timeField ? { field: 'at' } : { header: 'X-Time' }), ...choice.time },
      }),
      ...(digested && { bodyDigest: { header: 'X-Digest', ...choice.digest } }),
      ...(names('{id}') && { idHeader: 'X-Id' }),
      ...(choice.json !== undefined && { bodyMustBeJson: choice.json }),
      ...(choice.text && { bodyMustBeText: true }),
      ...(choice.event && {
        event: [{ header: 'X-Event', ...(choice.shape !== undefined && { shape: choice.shape }) }],
      }),
      writes: { 'X-Event': '{event}' },
      identity: names('{id}')
        ? ['id']
        : partly && signed
          ? ['signed']
          : choice.apart && names('{url')
            ? ['body', 'url']
            : ['body'],
    };
  });

/** @param seed the same one makes the same schemes. @returns that many, no two with the same content and form */
export function customSchemes(count: number, seed: number): ReadonlyMap<string, Scheme> {
  const found = new Map<string, Scheme>();
  for (let round = 0; found.size < count && round < 40; round++) {
    for (const value of fc.sample(description, { numRuns: 500, seed: seed + round })) {
      const parsed = parseScheme(value);
      // A token alone proves nothing of what comes with it.
      if (!parsed.ok || found.size >= count || parsed.scheme.trust === 'authenticated') continue;
      // Those that sign single values are found more easily: no more than half.
      const isPartly = parsed.scheme.trust === 'partly';
      if (isPartly && [...found.values()].filter(({ trust }) => trust === 'partly').length >= count / 2)
        continue;
      const { signature, bodyMustBeJson, time: signedTime } = parsed.scheme;
      const name = JSON.stringify([
        signature?.content,
        signature?.algorithm ?? 'list',
        bodyMustBeJson,
        signedTime?.formats,
      ]);
      found.set(name, parsed.scheme);
    }
  }
  return found;
}

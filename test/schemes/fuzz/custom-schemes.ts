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
    '{query:k|lower}',
    '{query:sorted}',
    '{url:sorted}',
    '{json:/id}',
    '{json:/type}',
    '{form}',
    '{field:f}',
    '{field:g?}',
    '{sha256:hex:body}',
    '{sha512:base64:body}',
    '{header:X-Digest}',
    '{headers}',
    '{body:canonical}',
    '{body:quoted}',
    '{entry:k}',
    '{entry:k|quoted}',
    '{md5:base64:body}',
    '{members:/data}',
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

const choices = fc.record({
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
  row: fc.constantFrom(undefined, undefined, {}, { time: 'first' }),
  named: fc.boolean(),
  jws: fc.constantFrom(undefined, undefined, undefined, { algorithms: ['HS256'] }),
  loose: fc.boolean(),
  digest: fc.constantFrom(
    { algorithms: ['sha256'] },
    { form: 'digest', algorithms: ['sha512', 'sha256'] },
    { form: 'content-digest', algorithms: ['sha256', 'sha512'] },
  ),
});

const LIST = {
  header: 'X-List',
  separator: ',',
  assign: ':',
  between: ';',
  order: 'sorted',
  required: ['X-L1', 'X-L2', 'X-List'],
};

/** The names stand in the header of the JWS. */
const LIST_IN_JWS = {
  member: 'signed',
  separator: ',',
  letters: 'given',
  assign: ': ',
  between: '\n',
  ends: true,
  required: ['X-L1', 'X-L2'],
};

type Choice = typeof choices extends fc.Arbitrary<infer One> ? One : never;

/** Where the signatures stand, and how each is made. */
function formOf({
  content,
  algorithm,
  prefix,
  entries,
  row,
  named,
  jws,
  loose,
}: Choice): Readonly<Record<string, unknown>> {
  if (jws) return { jws, ...(content.includes('{headers}') && { headerList: LIST_IN_JWS }) };
  const isBare = !algorithm.startsWith('hmac');
  const isTimed = content.includes('{time}');
  const hasEntry = content.includes('{entry:');
  if ((entries || hasEntry) && !isBare && (isTimed || hasEntry)) {
    const headerList = content.includes('{headers}') && { headerList: LIST };
    const more = { ...(isTimed && { time: 't' }), ...(hasEntry && { values: { k: 'main' } }) };
    return {
      ...headerList,
      entries: { separator: loose ? '&' : ',', assign: '=', tags: { v1: algorithm }, ...more },
    };
  }
  const names = { [algorithm]: algorithm, other: 'hmac-sha256' };
  const hasRow = row !== undefined && (row.time === undefined || isTimed);
  return {
    ...(named && !isBare ? { algorithmHeader: { header: 'X-Algorithm', names } } : { algorithm }),
    ...(content.includes('{headers}') && { headerList: LIST }),
    ...(hasRow && { list: { separator: ',', several: true, ...row } }),
    ...(prefix !== undefined && { prefix, prefixAnyCase: loose }),
  };
}

/** Where the time stands. */
function timeOf({ content, time: written, timeField }: Choice, form: object): object {
  if (!content.includes('{time}')) return {};
  const inEntries = 'entries' in form && 'time' in (form.entries as object);
  const list = 'list' in form ? (form.list as { time?: string }) : {};
  if (inEntries || list.time !== undefined) return { time: written };
  const isField = timeField && /\{f(?:ield|orm)/.test(content);
  return { time: { ...(isField ? { field: 'at' } : { header: 'X-Time' }), ...written } };
}

function descriptionOf(choice: Choice): unknown {
  const names = (text: string): boolean => choice.content.includes(text);
  const digested = names('{header:X-Digest}');
  const partly = !/\{(?:body(?::\w+)?|form)\}|:body\}/.test(choice.content) && !digested;
  const signed = /\{(?:json|header|field|members):/.test(choice.content);
  const form = formOf(choice);
  return {
    title: choice.content,
    trust:
      choice.algorithm === 'plain' && choice.jws === undefined
        ? 'authenticated'
        : partly
          ? 'partly'
          : 'body verified',
    signature: {
      header: 'X-Signature',
      ...(choice.jws === undefined && { encoding: choice.encoding }),
      ...(choice.loose && /\{(?:path|url)/.test(choice.content) && { slashOptional: true }),
      content:
        choice.jws || choice.algorithm.startsWith('hmac') ? choice.content : `{secret}${choice.content}`,
      ...form,
    },
    ...timeOf(choice, form),
    ...(digested && { bodyDigest: { header: 'X-Digest', ...choice.digest } }),
    ...(names('{id}') && { idHeader: 'X-Id' }),
    ...(choice.json !== undefined && !names('{body:canonical}') && { bodyMustBeJson: choice.json }),
    ...(names('{body:canonical}') && { bodyMustBeJson: 'whole' }),
    ...((choice.text || names('{body:quoted}') || names('{md5:')) && { bodyMustBeText: true }),
    ...(choice.event && {
      event: [{ header: 'X-Event', ...(choice.shape !== undefined && { shape: choice.shape }) }],
    }),
    writes: { 'X-Event': '{event}' },
    identity: identityOf(choice, partly && signed),
  };
}

function identityOf({ content, apart }: Choice, signed: boolean): readonly string[] {
  if (content.includes('{id}')) return ['id'];
  if (signed) return ['signed'];
  return apart && /\{url|\{query:sorted/.test(content) ? ['body', 'url'] : ['body'];
}

const description = choices.map(descriptionOf);

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
        signature?.algorithm ?? Object.keys(signature ?? {}).join(),
        bodyMustBeJson,
        signedTime?.formats,
      ]);
      found.set(name, parsed.scheme);
    }
  }
  return found;
}

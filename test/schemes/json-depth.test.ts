/** JSON that is read before anybody has proved anything nests 64 levels at the most; after that, as deep as it likes. */
import { describe, expect, it, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { createHandshakes } from '../../src/schemes/engine/handshake.js';
import type { Scheme } from '../../src/schemes/spec.js';
import { MOST_DEEP, isDeeperThan } from '../../src/schemes/text/json-depth.js';
import { costsLess } from './cost.js';
import { genuine, keysOf, NOW, subjectOf, verdictOn, withBody } from './harness.js';

const MEGABYTE = 1024 * 1024;

const deep = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

/** Reads its document to find out what is signed, and takes JSON as its body. */
function readsFirst({ signature = {}, time, jsonField }: Scheme): boolean {
  const { json, each, content = '' } = signature;
  const reads = json ?? each ?? time?.json ?? (content.includes('{json:') ? content : undefined);
  return reads !== undefined && jsonField === undefined;
}

const names = Object.entries(schemes).flatMap(([name, scheme]) =>
  readsFirst(scheme) && !scheme.signature?.jwt?.isDocument ? [name] : [],
);

test('there are such schemes', () => {
  expect(names).toEqual(expect.arrayContaining(['adyen', 'mailgun', 'microsoft-graph']));
});

describe.each(names)('%s', (name) => {
  const subject = subjectOf(name);
  const sent = genuine(subject);

  it('refuses a document that nests deeper, before it parses it', () => {
    expect(verdictOn(subject, withBody(sent, deep(MOST_DEEP)))).not.toBe('json_too_deep');
    expect(verdictOn(subject, withBody(sent, deep(MOST_DEEP + 1)))).toBe('json_too_deep');
  });

  it('does so at no cost, whatever the length', async () => {
    const body = '[{"":'.repeat(MEGABYTE / 5);
    await costsLess(() => {
      expect(verdictOn(subject, withBody(sent, body))).toBe('json_too_deep');
    }, 30);
  });
});

test('a scheme that signs its bytes takes any depth', () => {
  const subject = subjectOf('github');
  const body = Buffer.from(deep(5_000));
  expect(verdictOn(subject, genuine(subject, { body }))).toBe('accepted');
});

test('an unsigned question that nests deeper is none: it goes on to the check of its signature', () => {
  const scheme: Scheme = {
    ...subjectOf('slack').scheme,
    handshakes: [
      {
        when: { method: 'POST', json: { '/type': 'url_verification' } },
        check: 'open',
        answer: { status: 200, text: '{json:/challenge}' },
      },
    ],
  };
  const answer = createHandshakes(scheme, keysOf(scheme, 'x'.repeat(32)), undefined);
  const ask = (more: string): unknown =>
    answer(
      {
        method: 'POST',
        target: '/',
        rawHeaders: [],
        body: Buffer.from(`{"type":"url_verification","challenge":"abc","more":${more}}`),
        receivedAt: NOW,
      },
      false,
    );
  expect(ask('[]')).toMatchObject({ status: 200 });
  expect(ask(deep(MOST_DEEP))).toBeUndefined();
});

describe('depth', () => {
  it.each([
    ['brackets in a text', `["${'['.repeat(100)}"]`, false],
    ['a text that ends in a backslash', `["\\\\",${'['.repeat(100)}`, true],
    ['an escaped quote', `["\\"${'['.repeat(100)}"]`, false],
    ['lists one behind the other', `[${'[],'.repeat(1_000)}[]]`, false],
    ['a text that never ends', `["${'['.repeat(100)}`, false],
    ['objects', '{"a":'.repeat(65), true],
    ['as deep as may be', '['.repeat(64), false],
  ])('%s', (_, text, expected) => {
    expect(isDeeperThan(MOST_DEEP, Buffer.from(text))).toBe(expected);
  });
});

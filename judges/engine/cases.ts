/** The cases that every judge hears: made for a scheme by the project's own signer, genuine and not. */
import { duration } from '../../src/model/units.js';
import {
  digestOf,
  genuine,
  NOW,
  signed,
  withDigest,
  withMember,
  withSignature,
  type Sent,
  type Subject,
  type Written,
} from '../../test/schemes/harness.js';
import { documentOf, valueAt } from '../../test/schemes/documents.js';
import { appendQuery, whyUnsignable } from '../../src/schemes/engine/sign.js';
import { signsUrl } from '../../src/schemes/rules/template.js';
import { alterations, bodiesFor } from './bodies.js';
import type { Judge } from './judge.js';

export interface Case {
  /** `group: what`, as differences.ts names it. */
  readonly name: string;
  readonly sent: Sent;
  /** Where the receiver knows another URL than the signed one. */
  readonly url?: string;
  /** The receiver's. */
  readonly secret: string;
  readonly now: number;
}

/** Without escapes, of which SDKs think differently: those have cases of their own. */
export const URL_OF_CASES = 'https://receiver.example/hooks/in?b=2&a=1';

/** A URL with what the provider puts into each. */
export function calledBy({ query }: Pick<Judge, 'query'>, url: string): string {
  return query === undefined ? url : appendQuery(url, query);
}

/** By the project's signer; where a signature stands in the body, which that never writes, by the tests' own hand. */
export function written(subject: Subject, judge: Pick<Judge, 'query'>, more: Written = {}): Sent {
  const given = { ...more, url: calledBy(judge, more.url ?? URL_OF_CASES) };
  return whyUnsignable(subject.scheme) === undefined ? signed(subject, given) : genuine(subject, given);
}

const YEAR = 365 * 86_400_000;

export function casesFor(subject: Subject, judge: Judge): readonly Case[] {
  const bodies = Object.entries(bodiesFor(subject, judge.document));
  const body = bodies[0]?.[1] ?? Buffer.alloc(0);
  const sent = written(subject, judge, { body });
  const { secret, otherSecret } = subject;
  const as = (name: string, delivery: Sent, more: Partial<Case> = {}): Case => ({
    name,
    sent: delivery,
    secret,
    now: NOW,
    ...more,
  });
  return [
    ...(subject.inBody
      ? inBody(subject, sent)
      : bodies.map(([name, one]): [string, Sent] => [
          `genuine: ${name}`,
          written(subject, judge, { body: one }),
        ])
    ).map(([name, one]) => as(name, one)),
    ...alteredBodies(subject, sent).map(([name, one]) => as(`altered body: ${name}`, one)),
    ...alteredSignatures(subject, sent).map(([name, one]) => as(`altered signature: ${name}`, one)),
    as('other secret: the receiver has another', sent, { secret: otherSecret }),
    as('other secret: the sender has another', written(subject, judge, { body, secrets: [otherSecret] })),
    ...secretsInTurn(subject, judge, body),
    ...moments(subject).map(([name, now]) => as(`time: ${name}`, sent, { now })),
    ...urls(subject, judge, body),
  ];
}

/** A signature in the body covers members; what stands between them is free. */
function inBody(subject: Subject, sent: Sent): [string, Sent][] {
  const all: [string, Sent][] = [['genuine: compact', sent]];
  if (subject.scheme.jsonField !== undefined) return all;
  const spaced = JSON.stringify(JSON.parse(sent.body.toString()), undefined, 2);
  return [...all, ['genuine: spaced', { ...sent, body: Buffer.from(spaced) }]];
}

function alteredBodies(subject: Subject, sent: Sent): [string, Sent][] {
  const { inBody: within, signature } = subject;
  if (!within) {
    return Object.entries(alterations(subject, sent.body)).map(([name, body]) => [name, { ...sent, body }]);
  }
  const lead = signature.each === undefined ? '' : `${signature.each}/0`;
  const members = [...(signature.content ?? '').matchAll(/\{json:([^}?]+)\??\}/g)].map(([, one = '']) => one);
  const lines =
    /\{lines:([^}]+)\}/
      .exec(signature.content ?? '')?.[1]
      ?.replaceAll('?', '')
      .split(',') ?? [];
  return [
    ...[...members, ...lines].map((pointer): [string, Sent] => [
      `member ${pointer}`,
      withMember(subject, sent, lead + pointer, 'changed'),
    ]),
    ...[...(signature.content ?? '').matchAll(/\{members:([^}]+)\}/g)].flatMap(([, pointer = '']) =>
      alteredMembers(subject, sent, lead + pointer),
    ),
  ];
}

/** Where all members of an object are signed: each one's value, one more and one less. */
function alteredMembers(subject: Subject, sent: Sent, pointer: string): [string, Sent][] {
  const names = Object.keys(valueAt(documentOf(subject.scheme, sent.body), pointer) as object);
  const set = (name: string, value: unknown): Sent => withMember(subject, sent, `${pointer}/${name}`, value);
  return [
    ...names.map((name): [string, Sent] => [`member ${pointer}/${name}`, set(name, 'changed')]),
    [`a member more in ${pointer}`, set('more', '1')],
    [`a member less in ${pointer}`, set(names[0] ?? '', undefined)],
  ];
}

function alteredSignatures(subject: Subject, sent: Sent): [string, Sent][] {
  const digest = digestOf(subject, sent);
  const other = (character: string): string => (character === '1' ? '2' : '1');
  const changed = (at: number): string =>
    digest.slice(0, at) + other(digest[at] ?? '') + digest.slice(at + 1);
  const behind: [string, Sent] = ['something behind it', withDigest(subject, sent, `${digest}00`)];
  return [
    ['its first character', withDigest(subject, sent, changed(0))],
    ['one in its middle', withDigest(subject, sent, changed(digest.length >> 1))],
    ['cut short', withDigest(subject, sent, digest.slice(0, digest.length >> 1))],
    // An ECDSA signature has no fixed length, so what stands behind it is sometimes read and sometimes not.
    ...(subject.signature.algorithm?.startsWith('ecdsa') ? [] : [behind]),
    ['only the digest missing', withDigest(subject, sent, '')],
    ['missing', withSignature(subject, sent, undefined)],
  ];
}

/** A sender that is changing its secret signs with both where the list has room, else with the new one. */
function secretsInTurn(subject: Subject, judge: Judge, body: Buffer): readonly Case[] {
  const { secret: old, otherSecret: next, inBody: within } = subject;
  if (within) return [];
  const sent = written(subject, judge, { body, secrets: [next, old] });
  return [
    { name: 'secrets in turn: the receiver has the new one', sent, secret: next, now: NOW },
    { name: 'secrets in turn: the receiver has the old one', sent, secret: old, now: NOW },
  ];
}

/** When the delivery is judged: signed at NOW, a second from either limit of ours, and far from it. */
function moments({ scheme, signature }: Subject): [string, number][] {
  if (signature.jwt) {
    return [
      ['a minute old', NOW + 30_000],
      ['a day old', NOW + 86_400_000],
      ['a day ahead', NOW - 86_400_000],
    ];
  }
  if (!scheme.time) return [];
  const { tolerance } = scheme.time;
  const { past, future } = typeof tolerance === 'string' ? { past: tolerance, future: tolerance } : tolerance;
  const limit = (text: string | undefined): number =>
    text === undefined || text === 'off' ? YEAR : duration(text);
  return [
    ['inside the limit of the past', NOW + limit(past) - 2_000],
    ['outside the limit of the past', NOW + limit(past) + 2_000],
    ['inside the limit of the future', NOW - limit(future) + 2_000],
    ['outside the limit of the future', NOW - limit(future) - 2_000],
    ['a year old', NOW + YEAR],
    ['a year ahead', NOW - YEAR],
  ];
}

const URLS = {
  plain: 'https://receiver.example/hooks/in',
  'with a port': 'https://receiver.example:8443/hooks/in',
  'with the standard port': 'https://receiver.example:443/hooks/in',
  'over http': 'http://receiver.example/hooks/in',
  'without a path': 'https://receiver.example/',
  'with a query': URL_OF_CASES,
  'with a parameter twice': 'https://receiver.example/hooks/in?a=2&a=1',
  'with an empty parameter': 'https://receiver.example/hooks/in?a=&b=1',
  'with escapes in the query': 'https://receiver.example/hooks/in?tenant=a%3Ab&name=Zo%C3%AB&sum=1+1',
  'with escapes in the path': 'https://receiver.example/hooks/a%20b%2Fc/Zo%C3%AB',
  'with a port and a query': 'https://receiver.example:8443/hooks/in?a=1',
};

const OTHER_URLS = {
  'another host': 'https://other.example/hooks/in?b=2&a=1',
  'another path': 'https://receiver.example/hooks/out?b=2&a=1',
  'another query': 'https://receiver.example/hooks/in?b=2&a=3',
  'a parameter more': 'https://receiver.example/hooks/in?b=2&a=1&c=3',
  'another port': 'https://receiver.example:8443/hooks/in?b=2&a=1',
};

function urls(subject: Subject, judge: Judge, body: Buffer): readonly Case[] {
  if (!signsUrl(subject.scheme)) return [];
  const { secret } = subject;
  const sent = written(subject, judge, { body, url: URLS['with a query'] });
  const hash = sent.url.slice(calledBy(judge, URLS['with a query']).length);
  return [
    ...Object.entries(URLS).map(([name, url]): Case => {
      const joined = subject.scheme.bodyHash && !url.includes('?') ? `${url}?z=1` : url;
      return { name: `url: ${name}`, sent: written(subject, judge, { body, url: joined }), secret, now: NOW };
    }),
    ...Object.entries(OTHER_URLS).map(([name, url]): Case => ({
      name: `other url: ${name}`,
      sent,
      url: calledBy(judge, url) + hash,
      secret,
      now: NOW,
    })),
    ...(judge.query === undefined
      ? []
      : [{ name: 'other url: another value', sent, url: `${sent.url}7`, secret, now: NOW }]),
  ];
}

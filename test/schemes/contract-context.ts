/** Contract: what else is signed or required: ids, headers, method, URL. */
import { expect } from 'vitest';
import type { Case, Exception } from './contract-case.js';
import {
  added,
  genuine,
  ID,
  replaced,
  URL_OF_TESTS,
  verdictOn,
  withBody,
  without,
  type Subject,
} from './harness.js';

const noId: Exception = {
  when: ({ scheme }) => scheme.idHeader === undefined,
  because: 'no id header is signed, so none is looked at',
  check(subject) {
    for (const name of ['webhook-id', 'svix-id', 'X-Webhook-Id']) {
      expect(verdictOn(subject, added(genuine(subject), name, 'any.thing, at all'))).toBe('accepted');
    }
  },
};

const BAD_IDS = ['a.b', '.', 'a b', ' a', 'a,b', 'a\tb', 'a\u007f', '\u00e9', 'a\nb', 'a\0', 'x'.repeat(257)];

function signsUrl({ signature, scheme }: Subject): boolean {
  const hashes = Object.values(signature.jwt?.hashes ?? {});
  return (
    /\{(?:url|path|query)/.test(signature.content ?? '') ||
    scheme.bodyHash !== undefined ||
    signature.jwt?.url !== undefined ||
    hashes.some(({ of }) => of === 'url')
  );
}

/** Of a scheme that signs one parameter of the query, and nothing else of the URL. */
function signedParameter({ signature, scheme }: Subject): string | undefined {
  const { content = '' } = signature;
  if (/\{(?:url|path|query:sorted)/.test(content) || scheme.bodyHash) return undefined;
  return /\{query:([^|?}]+)/.exec(content)?.[1];
}

function signsPathAndQuery({ signature: { content = '' }, scheme }: Subject): boolean {
  return content.includes('{path:escaped}') && !/\{(?:url|query)/.test(content) && !scheme.bodyHash;
}

function signsPathAlone({ signature: { content = '' }, scheme }: Subject): boolean {
  return content.includes('{path}') && !/\{(?:url|query)/.test(content) && !scheme.bodyHash;
}

function signedHeaders({ signature }: Subject): readonly string[] {
  return [...(signature.content ?? '').matchAll(/\{header:([^}?]+)/g)].map(([, name = '']) => name);
}

export const contextCases: readonly Case[] = [
  {
    promise: 'a missing or empty id is told so, a doubled one is refused, another one is false',
    check(subject) {
      const header = subject.scheme.idHeader ?? '';
      const sent = genuine(subject);
      expect(verdictOn(subject, without(sent, header))).toBe('missing_id');
      expect(verdictOn(subject, replaced(sent, header, ''))).toBe('missing_id');
      expect(verdictOn(subject, added(sent, header, ID))).toBe('repeated_header');
      expect(verdictOn(subject, replaced(sent, header, `${ID}x`))).toBe('mismatch');
      expect(verdictOn(subject, replaced(sent, header, ID.toUpperCase()))).toBe('mismatch');
    },
    unless: [noId],
  },
  {
    promise: 'an id that could shift the limits of what is signed is refused, even under a genuine signature',
    check(subject) {
      for (const id of BAD_IDS) {
        expect(verdictOn(subject, genuine(subject, { id })), JSON.stringify(id)).toBe('unreadable_id');
      }
      for (const id of ['x'.repeat(256), '!', '~', 'a/b+c=_-:;', '0']) {
        expect(verdictOn(subject, genuine(subject, { id })), id).toBe('accepted');
      }
    },
    unless: [noId],
  },
  {
    promise: 'a delivery to another URL than the signed one is refused, and to an unknown one too',
    check(subject) {
      const sent = genuine(subject);
      const ports = subject.signature.portOptional ? [] : ['https://receiver.example:8443'];
      const others = ['https://evil.example', 'http://receiver.example', ...ports].map((origin) =>
        sent.url.replace('https://receiver.example', origin),
      );
      const base = subject.signature.content?.includes('{url:base}') === true;
      const queries = base
        ? []
        : [`${sent.url}&a=1`, sent.url.replace('1+1', '1+2'), sent.url.split('?')[0] ?? ''];
      for (const url of [...others, ...queries, sent.url.replace('/in?', '/out?'), 'none']) {
        expect(verdictOn(subject, sent, { url }), url).toBe('mismatch');
      }
    },
    unless: [
      {
        when: (subject) => signedParameter(subject) !== undefined,
        because:
          'one parameter of the query is signed and nothing else of the URL, so only another value is refused',
        check(subject) {
          const name = signedParameter(subject) ?? '';
          const sent = genuine(subject);
          const bare = sent.url.split('?')[0] ?? '';
          const value = new URL(sent.url).searchParams.get(name) ?? '';
          for (const url of [bare, `${bare}?${name}=${value}x`, `${sent.url}&${name}=${value}`, 'none'])
            expect(verdictOn(subject, sent, { url }), url).toBe('mismatch');
          for (const url of [`https://other.example/out?${name}=${value}`, `${sent.url}&a=1`])
            expect(verdictOn(subject, sent, { url }), url).toBe('accepted');
        },
      },
      {
        when: signsPathAndQuery,
        because: 'path and query are signed and nothing else of the URL, so only others of these are refused',
        check(subject) {
          const sent = genuine(subject);
          const queries = [`${sent.url}&a=1`, sent.url.replace('1+1', '1+2'), sent.url.split('?')[0] ?? ''];
          const paths = [sent.url.replace('/in?', '/out?'), sent.url.replace('/in?', '/in/?')];
          for (const url of [...queries, ...paths, 'none'])
            expect(verdictOn(subject, sent, { url }), url).toBe('mismatch');
          const elsewhere = sent.url.replace('receiver', 'other');
          expect(verdictOn(subject, sent, { url: elsewhere })).toBe('accepted');
        },
      },
      {
        when: signsPathAlone,
        because: 'the path is signed and nothing else of the URL, so only another path is refused',
        check(subject) {
          const sent = genuine(subject);
          const withSlash = sent.url.replace('/in?', '/in/?');
          const mayEndSo = subject.signature.slashOptional === true;
          const others = [sent.url.replace('/in?', '/out?'), sent.url.replace('/in?', '/in//?'), 'none'];
          for (const url of mayEndSo ? others : [...others, withSlash])
            expect(verdictOn(subject, sent, { url }), url).toBe('mismatch');
          const same = [sent.url.replace('receiver', 'other'), `${sent.url}&a=1`];
          for (const url of mayEndSo ? [...same, withSlash] : same)
            expect(verdictOn(subject, sent, { url }), url).toBe('accepted');
        },
      },
      {
        when: (subject) => !signsUrl(subject),
        because: 'no URL is signed, so it may come to any',
        check(subject) {
          for (const url of [URL_OF_TESTS, 'http://other.example/?a=1', 'none']) {
            expect(verdictOn(subject, genuine(subject), { url })).toBe('accepted');
          }
        },
      },
    ],
  },
  {
    promise: 'the standard port may be part of the signed URL or not, and no other port may',
    check(subject) {
      const at = (port: string): string => URL_OF_TESTS.replace('.example', `.example${port}`);
      const sent = genuine(subject, { url: at(':443') });
      expect(verdictOn(subject, sent, { url: sent.url.replace(':443', '') })).toBe('accepted');
      const bare = genuine(subject);
      expect(verdictOn(subject, bare, { url: bare.url.replace('.example', '.example:443') })).toBe(
        'accepted',
      );
      const other = genuine(subject, { url: at(':8443') });
      expect(verdictOn(subject, other)).toBe('accepted');
      for (const port of [':8444', ':80']) {
        expect(verdictOn(subject, other, { url: other.url.replace(':8443', port) }), port).toBe('mismatch');
      }
    },
    unless: [
      {
        when: ({ signature }) => signature.portOptional !== true,
        because: 'a URL is signed as it was registered, if at all',
        check(subject) {
          const url = URL_OF_TESTS.replace('.example', '.example:8443');
          expect(verdictOn(subject, genuine(subject, { url }))).toBe('accepted');
        },
      },
    ],
  },
  {
    promise: 'another method than the signed one is refused',
    check(subject) {
      const sent = genuine(subject);
      for (const method of ['PUT', 'post', 'GET']) {
        expect(verdictOn(subject, { ...sent, method }), method).toBe('mismatch');
        expect(verdictOn(subject, genuine(subject, { method })), method).toBe('accepted');
      }
    },
    unless: [
      {
        when: ({ signature }) => signature.content?.includes('{method}') !== true,
        because: 'no method is signed; which ones are let in is said elsewhere',
        check(subject) {
          expect(verdictOn(subject, { ...genuine(subject), method: 'PUT' })).toBe('accepted');
        },
      },
    ],
  },
  {
    promise: 'a signed header can neither be changed nor left out nor doubled',
    check(subject) {
      const sent = genuine(subject);
      for (const name of signedHeaders(subject)) {
        const tampered = [replaced(sent, name, 'other'), replaced(sent, name, ''), without(sent, name)];
        for (const other of [...tampered, added(sent, name, ID)]) {
          expect(verdictOn(subject, other), name).toBe('mismatch');
        }
      }
    },
    unless: [
      {
        when: (subject) => signedHeaders(subject).length === 0,
        because: 'no header is signed beside id and time',
        check(subject) {
          expect(verdictOn(subject, replaced(genuine(subject), 'Content-Type', subject.contentType))).toBe(
            'accepted',
          );
        },
      },
    ],
  },
  {
    promise: 'a header that must say something exactly must say it, once',
    check(subject) {
      const sent = genuine(subject);
      for (const [name, value] of Object.entries(subject.scheme.requires ?? {})) {
        const tampered = [replaced(sent, name, `${value}0`), replaced(sent, name, ''), without(sent, name)];
        for (const other of [...tampered, added(sent, name, value), replaced(sent, name, ` ${value}`)]) {
          expect(verdictOn(subject, other), name).toBe('unknown_version');
        }
      }
    },
    unless: [
      {
        when: ({ scheme }) => scheme.requires === undefined,
        because: 'no header says which construction it is',
        check(subject) {
          expect(verdictOn(subject, added(genuine(subject), 'X-Version', '2'))).toBe('accepted');
        },
      },
    ],
  },
  {
    promise: 'a body whose hash the signed URL names is that body, and without a hash no body comes along',
    check(subject) {
      const sent = genuine(subject);
      const { query = '' } = subject.scheme.bodyHash ?? {};
      expect(sent.url).toContain(`${query}=`);
      expect(verdictOn(subject, withBody(sent, '{}'))).toBe('mismatch');
      const bare = genuine(subject, { body: Buffer.alloc(0) });
      expect(bare.url).not.toContain(query);
      const empty = subject.scheme.signature?.formHas ? 'form_incomplete' : 'accepted';
      expect(verdictOn(subject, bare)).toBe(empty);
      expect(verdictOn(subject, withBody(bare, '{}'))).toBe('mismatch');
      for (const type of ['application/x-www-form-urlencoded', 'text/plain', '']) {
        expect(verdictOn(subject, replaced(withBody(bare, 'a=1'), 'Content-Type', type)), type).toBe(
          'mismatch',
        );
      }
    },
    unless: [
      {
        when: ({ scheme, covers }) => scheme.bodyHash === undefined || covers === 'form',
        because: 'the body is signed without a detour over the URL, so a hash in it changes nothing',
        check(subject) {
          const { query = 'bodySHA256' } = subject.scheme.bodyHash ?? {};
          const url = `${URL_OF_TESTS}&${query}=00`;
          const expected = subject.scheme.bodyHash ? 'mismatch' : 'accepted';
          expect(verdictOn(subject, genuine(subject, { url }))).toBe(expected);
        },
      },
    ],
  },
];

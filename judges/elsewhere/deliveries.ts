/** The batch of deliveries that judges in other languages hear, signed now: their clocks are their own. */
import { written } from '../engine/cases.js';
import { realNow } from '../engine/clock.js';
import { alterations, bodiesFor } from '../engine/bodies.js';
import { ours } from '../engine/verdicts.js';
import {
  digestOf,
  subjectsOf,
  withDigest,
  withMember,
  type Sent,
  type Subject,
} from '../../test/schemes/harness.js';
import { setAt, type Json } from '../../test/schemes/documents.js';
import type { Elsewhere } from './judges.js';

export interface Asked {
  readonly judge: string;
  readonly scheme: string;
  readonly name: string;
  readonly sent: Sent;
  readonly secret: string;
  /** What the library says of it. */
  readonly accepts: boolean;
}

export function askedOf({ name: judge, schemes }: Elsewhere): readonly Asked[] {
  return schemes.flatMap((scheme) =>
    subjectsOf(scheme).flatMap((subject) =>
      deliveries(subject).map(([name, sent, secret]) => {
        const { accepts } = ours(subject, { sent, secret, now: realNow() });
        return { judge, scheme: subject.name, name, sent, secret, accepts };
      }),
    ),
  );
}

function deliveries(subject: Subject): (readonly [string, Sent, string])[] {
  const { secret, otherSecret } = subject;
  const at = realNow();
  const bodies = Object.entries(bodiesFor(subject)).filter(([name]) => !/empty|BOM|form,|twice/.test(name));
  const signed = bodies.map(([name, body]): [string, Sent] => [
    name,
    written(subject, {}, { at, body: dated(subject, body, at) }),
  ]);
  const sent = signed[0]?.[1];
  if (!sent) return [];
  const digest = digestOf(subject, sent);
  const other = (digest.startsWith('1') ? '2' : '1') + digest.slice(1);
  return [
    ...(subject.inBody ? signed.slice(0, 1) : signed).map(
      ([name, one]) => [`genuine: ${name}`, one, secret] as const,
    ),
    ...altered(subject, sent).map(([name, one]) => [`altered body: ${name}`, one, secret] as const),
    ['altered signature: its first character', withDigest(subject, sent, other), secret],
    ['other secret: the receiver has another', sent, otherSecret],
  ];
}

function dated({ scheme }: Subject, body: Buffer, at: number): Buffer {
  if (scheme.time?.json === undefined) return body;
  const document = JSON.parse(body.toString()) as Json;
  setAt(document, scheme.time.json, at);
  return Buffer.from(JSON.stringify(document));
}

function altered(subject: Subject, sent: Sent): [string, Sent][] {
  if (!subject.inBody) {
    const bodies = Object.entries(alterations(subject, sent.body)).filter(([name]) => !/BOM/.test(name));
    return bodies.map(([name, body]) => [name, { ...sent, body }]);
  }
  const members = [...(subject.signature.content ?? '').matchAll(/\{json:([^}?]+)\??\}/g)];
  return members.map(([, member = '']) => [`member ${member}`, withMember(subject, sent, member, 'changed')]);
}

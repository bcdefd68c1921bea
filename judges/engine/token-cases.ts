/** The cases of schemes whose body is a token: its claims are the delivery. */
import { schemes } from '../../src/schemes/catalogue/index.js';
import { secretOf } from '../../test/helpers/secrets.js';
import { NOW, type Subject } from '../../test/schemes/harness.js';
import { token } from '../../test/schemes/writer.js';
import { URL_OF_CASES, type Case } from './cases.js';

const CLAIMS = { event_id: 'evt_1', type: 'lead.created', data: { name: 'Ann' } };

/** None for any other scheme, one whose token is a member of the body included. */
export function tokenSubjects(name: string): readonly Subject[] {
  const scheme = schemes[name];
  const signature = scheme?.signature;
  if (!scheme || !signature?.jwt?.isDocument || !signature.body) return [];
  const [secret, otherSecret] = [secretOf(scheme, 'a'), secretOf(scheme, 'b')];
  const contentType = 'application/jwt';
  const body = Buffer.from(tokenOf(signature, secret));
  return [
    { name, scheme, signature, secret, otherSecret, covers: 'bytes', inBody: false, body, contentType },
  ];
}

export function tokenCases({ signature, secret, otherSecret, contentType }: Subject): readonly Case[] {
  const good = tokenOf(signature, secret);
  const [head = '', claims = '', digest = ''] = good.split('.');
  const other = digest.startsWith('A') ? 'B' : 'A';
  const all: Readonly<Record<string, string>> = {
    'genuine: compact': good,
    'genuine: non-ASCII': tokenOf(signature, secret, { ...CLAIMS, data: { name: 'Zoë 北京 😀' } }),
    'genuine: with a time that is to come': tokenOf(signature, secret, { ...CLAIMS, exp: NOW / 1000 + 60 }),
    'time: over for a day': tokenOf(signature, secret, { ...CLAIMS, exp: NOW / 1000 - 86_400 }),
    'time: not before tomorrow': tokenOf(signature, secret, { ...CLAIMS, nbf: NOW / 1000 + 86_400 }),
    'altered body: a claim': `${head}.${encoded({ ...CLAIMS, type: 'lead.lost' })}.${digest}`,
    'altered body: a byte less': `${head}.${claims.slice(0, -1)}.${digest}`,
    'altered body: nothing': '',
    'altered signature: its first character': `${head}.${claims}.${other}${digest.slice(1)}`,
    'altered signature: cut short': `${head}.${claims}.${digest.slice(0, 100)}`,
    'altered signature: missing': `${head}.${claims}.`,
    'altered signature: of no algorithm': `${encoded({ alg: 'none', kid: 'a-key' })}.${claims}.`,
    'altered signature: of a shared secret': token({ alg: 'HS256', kid: 'a-key' }, CLAIMS, 'secret'),
    'other secret: the sender has another': tokenOf(signature, otherSecret),
  };
  const headers = ['Content-Type', contentType];
  const cases = Object.entries(all).map(([name, text]): Case => {
    const sent = { method: 'POST', url: URL_OF_CASES, headers, body: Buffer.from(text) };
    return { name, sent, secret, now: NOW };
  });
  const [first] = cases;
  if (!first) return cases;
  return [...cases, { ...first, name: 'other secret: the receiver has another', secret: otherSecret }];
}

function tokenOf({ jwt }: Subject['signature'], secret: string, claims: object = CLAIMS): string {
  return token({ alg: jwt?.algorithms?.[0], typ: jwt?.type ?? 'JWT', kid: 'a-key' }, claims, secret);
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

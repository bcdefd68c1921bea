/** A genuine delivery as its holder has it, with what the route that takes it knows of its own URL. */
import { genuine, keysOf, NOW } from '../harness.js';
import type { Subject } from '../subject.js';
import { ownerOf, type Sent } from '../writer.js';
import { formMeetsUrl, signsQuery, signsUrl } from '../../../src/schemes/rules/template.js';
import type { SignedQuery } from '../../../src/schemes/engine/signed-url.js';
import { createVerifier, Refusal, type Verified, type Verifier } from '../../../src/schemes/engine/verify.js';

const BASE = 'https://receiver.example/hooks/in';

interface Called {
  readonly publicUrl: string;
  readonly query: string;
  readonly signedQuery?: SignedQuery;
}

export interface Captured {
  readonly subject: Subject;
  readonly sent: Sent;
  readonly called: Called;
  readonly verify: Verifier;
  readonly reading: Verified;
}

/** The ways in which operators set up a route's URL. */
function waysOf({ scheme }: Subject): readonly Called[] {
  const ways: Called[] = [
    { publicUrl: BASE, query: '' },
    { publicUrl: `${BASE}?tenant=a%3Ab&k=v`, query: '?tenant=a%3Ab&k=v' },
  ];
  if (!signsUrl(scheme)) return ways.slice(0, 1);
  if (!signsQuery(scheme)) return ways;
  // `check` takes no other query where a form begins right behind it, and no field marks its beginning.
  if (formMeetsUrl(scheme)) return ways;
  ways.push({ publicUrl: BASE, query: '?step=1', signedQuery: { step: 'digits', tenant: ['a', 'b'] } });
  ways.push({ publicUrl: BASE, query: '?step=1&k=v&data.id=ORD01J', signedQuery: 'any' });
  return ways;
}

/** @returns the genuine deliveries that the routes take; a way whose query a scheme cannot have has none. */
export function capturedOf(subject: Subject): readonly Captured[] {
  return waysOf(subject).flatMap((called) => {
    const sent = genuine(subject, { url: BASE + called.query });
    const owner = ownerOf(subject.scheme);
    const verify = createVerifier(subject.scheme, keysOf(subject.scheme, subject.secret), {
      ...called,
      owner,
    });
    const reading = verify(deliveryOf(sent));
    return reading instanceof Refusal ? [] : [{ subject, sent, called, verify, reading }];
  });
}

export function deliveryOf({ method, url, headers, body }: Sent): Parameters<Verifier>[0] {
  return {
    method,
    target: url.slice('https://receiver.example'.length),
    rawHeaders: headers,
    body,
    receivedAt: NOW,
  };
}

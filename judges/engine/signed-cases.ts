/** The cases that the SDK itself signs, and what a forger makes of them. */
import { NOW, type Sent, type Subject } from '../../test/schemes/harness.js';
import { alterations, bodiesFor } from './bodies.js';
import { calledBy, URL_OF_CASES, type Case } from './cases.js';
import { at } from './clock.js';
import type { Judge } from './judge.js';

export async function signedCases(judge: Judge, sdk: unknown, subject: Subject): Promise<readonly Case[]> {
  if (!judge.signs) return [];
  const { secret, otherSecret } = subject;
  const cases: Case[] = [];
  for (const [name, body] of Object.entries(bodiesFor(subject, judge.document))) {
    const sent = await signedBySdk(judge, sdk, subject, body);
    // There are SDKs that sign no empty body.
    if (!sent) continue;
    const as = `signed by the SDK: ${name}`;
    cases.push({ name: as, sent, secret, now: NOW });
    if (cases.length > 1) continue;
    cases.push({ name: `${as}, another secret`, sent, secret: otherSecret, now: NOW });
    for (const [how, altered] of Object.entries(alterations(subject, body))) {
      cases.push({ name: `${as}, altered: ${how}`, sent: { ...sent, body: altered }, secret, now: NOW });
    }
  }
  return cases;
}

async function signedBySdk(
  judge: Judge,
  sdk: unknown,
  { name, scheme, secret, contentType }: Subject,
  body: Buffer,
): Promise<Sent | undefined> {
  const url = calledBy(judge, URL_OF_CASES);
  const message = {
    scheme: name.replace(/,.*/, ''),
    url,
    text: body.toString(),
    secret,
    id: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
    now: NOW,
  };
  try {
    const signed = await at(NOW, async () => judge.signs?.(sdk, message));
    const headers = { 'Content-Type': contentType, ...scheme.requires, ...signed?.headers };
    return {
      method: 'POST',
      url: signed?.url ?? url,
      headers: Object.entries(headers).flat(),
      body: signed?.text === undefined ? body : Buffer.from(signed.text),
    };
  } catch (error) {
    if (body.length > 0) throw error;
    return undefined;
  }
}

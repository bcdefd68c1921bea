/** One delivery, two verdicts: the SDK's and the library's, at the same moment. */
import { verify } from '../../src/library/library.js';
import type { Sent, Subject } from '../../test/schemes/harness.js';
import { ownerOf } from '../../test/schemes/writer.js';
import { at } from './clock.js';
import type { Judge, Received } from './judge.js';

export interface Delivered {
  readonly sent: Sent;
  /** The URL as the receiver knows it; default the sent one. */
  readonly url?: string;
  readonly secret: string;
  readonly now: number;
}

export interface Verdict {
  readonly accepts: boolean;
  /** Why not, as far as it says. */
  readonly because: string;
}

const ACCEPTED: Verdict = { accepts: true, because: '' };

export function ours({ scheme }: Subject, { sent, url = sent.url, secret, now }: Delivered): Verdict {
  const { method, headers, body } = sent;
  const owner = ownerOf(scheme);
  const result = verify({ scheme, secrets: [secret], owner, headers, body, method, url, now });
  return result.ok ? ACCEPTED : { accepts: false, because: result.reason };
}

export async function theirs(
  judge: Judge,
  sdk: unknown,
  subject: Subject,
  delivered: Delivered,
): Promise<Verdict> {
  const received = receivedAs(judge, subject, delivered);
  return at(delivered.now, async () => {
    try {
      const said: unknown = await silently(() => judge.accepts(sdk, received));
      return said === false ? { accepts: false, because: 'false' } : ACCEPTED;
    } catch (error) {
      return { accepts: false, because: firstLine(error instanceof Error ? error.message : String(error)) };
    }
  });
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

/** What an SDK has to say about a delivery, it says by its verdict. */
async function silently<T>(run: () => T | Promise<T>): Promise<T> {
  const { debug, info, log, warn, error } = console;
  const nothing = (): void => undefined;
  Object.assign(console, { debug: nothing, info: nothing, log: nothing, warn: nothing, error: nothing });
  try {
    return await run();
  } finally {
    Object.assign(console, { debug, info, log, warn, error });
  }
}

function receivedAs(judge: Judge, subject: Subject, delivered: Delivered): Received {
  const { sent, url = sent.url, secret, now } = delivered;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(judge.sends ?? {})) headers[name.toLowerCase()] = value;
  for (let i = 0; i < sent.headers.length; i += 2) {
    headers[(sent.headers[i] ?? '').toLowerCase()] = sent.headers[i + 1] ?? '';
  }
  const { name: scheme } = subject;
  return {
    scheme: scheme.replace(/,.*/, ''),
    method: sent.method,
    url,
    headers,
    body: sent.body,
    text: sent.body.toString(),
    contentType: headers['content-type'] ?? '',
    secret,
    now,
  };
}

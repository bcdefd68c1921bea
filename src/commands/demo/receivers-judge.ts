/** Who judges the signatures that reach the demo's receivers: the official library, or this package's own `verify`. */
import { verify, type HeadersInput } from '../../library/library.js';

export interface Judge {
  /** As a sentence names it. */
  readonly name: string;
  /** Why it is this one; undefined for the one that is wanted. */
  readonly because: string | undefined;
  holds(scheme: 'svix' | 'standard', headers: HeadersInput, body: Buffer): boolean;
}

/** `verify` throws where a signature does not hold. It takes either family of headers. */
interface OfficialLibrary {
  readonly Webhook: new (secret: string) => {
    verify(body: string, headers: Record<string, string>): unknown;
  };
}

/** The official library comes with `npm ci` in a checkout; beside the published package it is there if somebody installed it. */
export async function findJudge(secret: string): Promise<Judge> {
  const library = await officialLibrary();
  return library ? byLibrary(new library.Webhook(secret)) : byOwnVerify(secret);
}

async function officialLibrary(): Promise<OfficialLibrary | undefined> {
  try {
    return await import('svix');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function byLibrary(webhook: InstanceType<OfficialLibrary['Webhook']>): Judge {
  return {
    name: 'the svix library',
    because: undefined,
    holds(_scheme, headers, body) {
      try {
        webhook.verify(body.toString('utf8'), headers as Record<string, string>);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function byOwnVerify(secret: string): Judge {
  return {
    name: "this package's own verify",
    because: 'the svix library is not installed here',
    holds: (scheme, headers, body) => verify({ scheme, secrets: [secret], headers, body }).ok,
  };
}

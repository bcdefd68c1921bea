/** Who judges the signatures that reach the demo's receivers: the official library, or this package's own `verify`. */
import { createRequire } from 'node:module';
import { verify, type HeadersInput } from '../../library/library.js';

export interface Judge {
  /** As a sentence names it. */
  readonly name: string;
  /** Why it is this one; undefined for the one that is wanted. */
  readonly because: string | undefined;
  holds(scheme: 'svix' | 'standard', headers: HeadersInput, body: Buffer): boolean;
}

/** Its `verify` throws where a signature does not hold. It takes either family of headers. */
type OfficialLibrary = Pick<typeof import('svix'), 'Webhook'>;

/** The official library comes with `npm ci` in a checkout; beside the published package it is there if somebody installed it. */
export function findJudge(secret: string): Judge {
  const library = officialLibrary();
  return library ? byLibrary(new library.Webhook(secret)) : byOwnVerify(secret);
}

/** As Node finds it from here, not as a bundle of this file would. */
function officialLibrary(): OfficialLibrary | undefined {
  try {
    return createRequire(import.meta.url)('svix') as OfficialLibrary;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
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

/** What each destination of a route would get of a body that somebody pastes. */
import { isUtf8 } from 'node:buffer';
import type { Operations } from '../../../operate/operations.js';
import { MOST_TRANSLATIONS, TranslateRefused, type TranslatedFor } from '../../../operate/translations.js';
import type { OutcomeCode } from '../../../model/outcome.js';
import { ok, type Call, type Endpoint, type Reply } from '../endpoint.js';
import { Problem } from '../problem.js';
import { PASTED_MEMBERS, readPasted } from './pasted.js';

export const TRANSLATE: Endpoint = {
  method: 'post',
  path: '/routes/:name/translate',
  changes: 'nothing',
  members: PASTED_MEMBERS,
  role: 'reader',
  handle: translate,
};

async function translate(operations: Operations, { subject, body }: Call): Promise<Reply> {
  const { delivery, destination } = readPasted(body);
  const translated = await refusing(() => operations.translate(subject, delivery, destination));
  if (!translated) {
    const isOfOne = destination !== undefined;
    throw new Problem('unknown_route', isOfOne ? 'Or it has no destination of this name.' : undefined);
  }
  return ok({ destinations: translated.map(translatedView) });
}

/** @throws Problem where it cannot be done (rejects) */
async function refusing<T>(translate: () => Promise<T>): Promise<T> {
  try {
    return await translate();
  } catch (error) {
    if (!(error instanceof TranslateRefused)) throw error;
    if (error.reason === 'unreadable') throw new Problem('invalid_body', error.message);
    throw new Problem('too_many_translations', `${MOST_TRANSLATIONS} run already; try again in a moment`, {
      headers: ['Retry-After', '1'],
    });
  }
}

export interface TranslatedView {
  readonly destination: string;
  readonly url: string;
  /** In which the delivery would end here, if nothing is sent. */
  readonly outcome: OutcomeCode | null;
  readonly reason: string | null;
  readonly says: string | null;
  readonly method: 'POST';
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  readonly bodyEncoding: 'utf8' | 'base64' | null;
  readonly changed: boolean;
}

const NO_REQUEST = { headers: [], body: null, bodyEncoding: null, changed: false } as const;
const NO_END = { outcome: null, reason: null, says: null } as const;

function translatedView({ destination, url, result }: TranslatedFor): TranslatedView {
  const place = { destination, url, method: 'POST' } as const;
  if ('outcome' in result) {
    const { outcome, reason = null, says = null } = result;
    return { ...place, outcome, reason, says, ...NO_REQUEST };
  }
  const { headers, body, changed } = result;
  const bodyEncoding = isUtf8(body) ? 'utf8' : 'base64';
  return { ...place, ...NO_END, headers, body: body.toString(bodyEncoding), bodyEncoding, changed };
}

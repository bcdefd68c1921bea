/** What makes a verified delivery a message for one destination. */
import type { Leg } from '../config/config.js';
import { createAddedToUrl } from '../line/added-url.js';
import type { Evaluate } from '../line/expressions.js';
import { createHeaderTemplates } from '../line/header-templates.js';
import { createForwardedHeaders } from '../line/passed-headers.js';
import { createRename } from '../line/rename-events.js';
import { createTranslate, type Translation } from '../line/translate.js';
import { createUnsignedNames } from '../line/unsigned-names.js';
import { randomHex } from './random-hex.js';

/**
 * @param maxResult bytes of a body that an expression makes
 * @param signatureHeaders lower-case names no source may speak through, over all schemes
 */
export function buildTranslation(
  leg: Leg,
  maxResult: number,
  signatureHeaders: ReadonlySet<string>,
  evaluate: Evaluate,
): Translation {
  const { destination } = leg;
  const { payload } = destination;
  const forwarded = createForwardedHeaders(leg, signatureHeaders, randomHex);
  return {
    forwarded,
    unsignedNames: createUnsignedNames(leg),
    addedToUrl: createAddedToUrl(leg),
    rename: createRename(destination),
    fillHeaders: createHeaderTemplates(destination),
    translate: createTranslate(leg, {
      evaluate,
      owner: `${leg.name} ${destination.name}`,
      maxResult,
      passed: (rawHeaders) => forwarded(rawHeaders).headers,
    }),
    contentType: typeof payload === 'string' ? undefined : payload.contentType,
  };
}

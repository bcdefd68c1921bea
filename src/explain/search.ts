/** Tries the usual mistakes, alone first and then together, until they make the signature that was sent. */
import { createHmac, createSecretKey } from 'node:crypto';
import type { Delivery } from '../model/delivery.js';
import { feedContent, parseContent } from '../schemes/engine/content.js';
import { informationHeader } from '../schemes/engine/headers.js';
import { SignedInput } from '../schemes/engine/input.js';
import { readKey } from '../schemes/engine/keys.js';
import { algorithmsOf } from '../schemes/rules/signature-rules.js';
import type { Algorithm, Scheme } from '../schemes/spec.js';
import { sentTime } from './sent-time.js';
import { signatureTexts } from './signature-texts.js';
import {
  AS_IS,
  algorithmVariants,
  bodyVariants,
  contentVariants,
  keyVariants,
  urlVariants,
  type Variant,
} from './variants.js';

/** What has to be different for the signature to hold; empty if only its form is wrong. */
export interface Match {
  readonly differences: readonly Variant<unknown>[];
}

/** More differences at once explain anything and therefore nothing. */
const MOST_DIFFERENCES = 2;
/** Of a body larger than this only one difference is tried: thousands of digests of it would take seconds. */
const LARGE_BODY = 128 * 1024;

/**
 * Yields between any two digests, so that a process that serves can answer meanwhile.
 * @param secret as it was given
 * @returns the matches with the fewest differences; none if nothing tried makes the signature
 */
export function* findMatches(
  scheme: Scheme,
  secret: string,
  delivery: Delivery,
  url: string | undefined,
): Generator<undefined, readonly Match[]> {
  const algorithm = hmacOf(scheme);
  if (!algorithm) return [];
  const wanted = presentedDigests(scheme, delivery);
  if (wanted.size === 0) return [];

  const dimensions = {
    keys: keyVariants(secret, keyBytes(scheme, secret)),
    bodies: bodyVariants(delivery.body),
    contents: contentVariants(scheme).map((variant) => ({ ...variant, parts: parseContent(variant.value) })),
    algorithms: algorithmVariants(algorithm),
    urls: scheme.signature?.content?.includes('{url')
      ? urlVariants(url)
      : [{ value: url, cause: AS_IS, when: '' }],
  };
  let best = delivery.body.length > LARGE_BODY ? 1 : MOST_DIFFERENCES;
  let found: Match[] = [];
  for (const key of dimensions.keys) {
    const secretKey = createSecretKey(key.value);
    for (const body of dimensions.bodies) {
      for (const content of dimensions.contents) {
        for (const alg of dimensions.algorithms) {
          for (const place of dimensions.urls) {
            const differences = [key, body, content, alg, place].filter(({ cause }) => cause !== AS_IS);
            if (differences.length > best) continue;
            yield;
            const input = inputOf(scheme, delivery, body.value, place.value);
            const hmac = createHmac(alg.value.slice('hmac-'.length), secretKey);
            if (!feedContent(content.parts, input, hmac) || !wanted.has(hmac.digest('hex'))) continue;
            if (differences.length < best) found = [];
            best = differences.length;
            found.push({ differences });
          }
        }
      }
    }
  }
  return found;
}

function hmacOf({ signature }: Scheme): Algorithm | undefined {
  const algorithms = signature ? algorithmsOf(signature) : [];
  return algorithms.find((algorithm) => algorithm.startsWith('hmac-'));
}

function keyBytes(scheme: Scheme, secret: string): Buffer | undefined {
  try {
    const key = readKey(scheme, secret);
    return key.kind === 'secret' ? key.secret.export() : undefined;
  } catch {
    return undefined;
  }
}

/** Id and time from wherever the scheme, or else the common families, have them. */
function inputOf(scheme: Scheme, delivery: Delivery, body: Buffer, url: string | undefined): SignedInput {
  const { method, rawHeaders } = delivery;
  const input = new SignedInput({ method, rawHeaders, body, url, jsonField: scheme.jsonField });
  input.id = first(rawHeaders, [scheme.idHeader, 'webhook-id', 'svix-id']) ?? '';
  input.time =
    sentTime(scheme, delivery) ??
    first(rawHeaders, ['webhook-timestamp', 'svix-timestamp', 'x-webhook-timestamp', 'x-timestamp']) ??
    /(?:^|[,; ])(?:t|ts|time|timestamp)=([^,; ]+)/.exec(signatureTexts(scheme, delivery).join(','))?.[1] ??
    '';
  return input;
}

function first(rawHeaders: readonly string[], names: readonly (string | undefined)[]): string | undefined {
  for (const name of names) {
    const value = name === undefined ? undefined : informationHeader(rawHeaders, name.toLowerCase());
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Everything in the signature's text that could be a digest, whatever its encoding, prefix or tag; as hex. */
function presentedDigests(scheme: Scheme, delivery: Delivery): ReadonlySet<string> {
  const digests = new Set<string>();
  for (const text of signatureTexts(scheme, delivery)) {
    for (const token of text.split(/[\s,;]+|(?<=[a-z0-9])=(?=[A-Za-z0-9+/_-]{20})/)) {
      if (/^[0-9a-fA-F]{40,128}$/.test(token)) digests.add(token.toLowerCase());
      if (/^[A-Za-z0-9+/_-]{26,88}={0,2}$/.test(token))
        digests.add(Buffer.from(token, 'base64').toString('hex'));
    }
  }
  return digests;
}

/** The time of sending as it stands in a delivery, wherever its scheme has it. */
import type { Delivery } from '../model/delivery.js';
import { informationHeader } from '../schemes/engine/headers.js';
import { SignedInput } from '../schemes/engine/input.js';
import { readSignatures } from '../schemes/engine/signatures.js';
import type { Scheme } from '../schemes/spec.js';
import { signatureTexts } from './signature-texts.js';

/** @returns the text as sent: in a header of its own, in the list of signatures, or in the body. */
export function sentTime(scheme: Scheme, delivery: Delivery): string | undefined {
  const { time, signature = {} } = scheme;
  if (time?.header !== undefined) return informationHeader(delivery.rawHeaders, time.header.toLowerCase());
  if ((time?.json ?? time?.field) !== undefined) {
    const { method, rawHeaders, body } = delivery;
    const input = new SignedInput({ method, rawHeaders, body, url: undefined, jsonField: scheme.jsonField });
    return time?.field === undefined
      ? input.scalarAt(time?.json ?? '')
      : (input.field(time.field) ?? undefined);
  }
  const [text] = signatureTexts(scheme, delivery);
  return text === undefined ? undefined : readSignatures(signature, text)?.time;
}

/** What a genuine delivery of a route brings, in words that stand beside what came. */
import type { SourceConfig } from '../../config/config.js';
import { signatureHeaderNames } from '../../schemes/engine/signatures.js';
import type { Scheme, Signature, Time } from '../../schemes/spec.js';

export interface Expected {
  /** The scheme's name, and the provider's. */
  readonly scheme: string;
  readonly title: string;
  /** What is signed, in the words of the scheme language; undefined if the scheme says it in another way. */
  readonly signs: string | undefined;
  readonly parts: readonly ExpectedPart[];
}

export interface ExpectedPart {
  readonly what: 'signature' | 'time' | 'id' | 'event' | 'version';
  /** Where it stands, in one of three: the name of a header, a JSON pointer into the body, a field of the form that it is. */
  readonly header: string | undefined;
  readonly json: string | undefined;
  readonly field: string | undefined;
  /** How it is written; what is different each time stands in ‹ ›. */
  readonly form: string;
}

export function expectedOf({ scheme, schemeName }: SourceConfig): Expected {
  const { signature = {}, time, idHeader, event = [], requires = {} } = scheme;
  return {
    scheme: schemeName,
    title: scheme.title,
    signs: signature.content,
    parts: [
      ...signatureParts(signature),
      ...(time ? timeParts(time) : []),
      ...(idHeader === undefined ? [] : [inHeader('id', idHeader, '‹id, signed›')]),
      ...Object.entries(requires).map(([name, value]) => inHeader('version', name, value)),
      ...algorithmParts(signature),
      ...event.slice(0, 1).map((place) => eventPart(place)),
    ],
  };
}

function inHeader(what: ExpectedPart['what'], header: string, form: string): ExpectedPart {
  return { what, header, json: undefined, field: undefined, form };
}

function atPointer(what: ExpectedPart['what'], json: string, form: string): ExpectedPart {
  return { what, header: undefined, json, field: undefined, form };
}

function algorithmParts({ algorithmHeader }: Signature): readonly ExpectedPart[] {
  if (!algorithmHeader) return [];
  const { header, names } = algorithmHeader;
  return [inHeader('version', header, Object.keys(names).join(' or '))];
}

function inField(what: ExpectedPart['what'], field: string, form: string): ExpectedPart {
  return { what, header: undefined, json: undefined, field, form };
}

function signatureParts(signature: Signature): readonly ExpectedPart[] {
  const form = signatureForm(signature);
  if (signature.json !== undefined) {
    const json = signature.each === undefined ? signature.json : `${signature.each}/…${signature.json}`;
    return [atPointer('signature', json, form)];
  }
  if (signature.field !== undefined) return [inField('signature', signature.field, form)];
  if (signature.body) return [atPointer('signature', '', form)];
  return signatureHeaderNames(signature).map((name) => inHeader('signature', name, form));
}

function signatureForm(signature: Signature): string {
  const {
    jwt,
    entries,
    list,
    versions,
    packed,
    prefix = '',
    algorithm,
    algorithmHeader,
    keyName,
  } = signature;
  const { encoding = 'hex' } = signature;
  const { jws, message } = signature;
  if (jws) return `${prefix}‹header..signature, ${jws.algorithms.join(' or ')}›`;
  if (message) return `${message.label ?? '‹label›'}=:‹${message.algorithms.join(' or ')}›:`;
  if (jwt) return `${prefix}‹JWT, ${(jwt.algorithms ?? ['HS256']).join(' or ')}›`;
  if (versions) {
    const forms = Object.entries(versions.algorithms).map(
      ([version, one]) => `${digestForm(one, encoding)} if ${versions.json} is ${version}`,
    );
    return forms.join(' or ');
  }
  if (packed !== undefined)
    return `‹JSON in base64 with ${digestForm(algorithm ?? '', encoding)} at ${packed}›`;
  if (!entries) {
    const time = list?.time === undefined ? '' : `‹time›${list.separator}`;
    const named = Object.values(algorithmHeader?.names ?? {}).join(' or ');
    const name = keyName === undefined ? '' : `‹name of the key›${keyName}`;
    return `${time}${prefix}${name}${digestForm(algorithm ?? named, encoding)}`;
  }
  const { separator, assign, tags, time, values = {}, timeLast = false } = entries;
  const signed = Object.entries(tags).map(([tag, one]) => `${tag}${assign}${digestForm(one, encoding)}`);
  const further = Object.keys(values).map((tag) => `${tag}${assign}‹${tag}›`);
  const timed = time === undefined ? [] : [`${time}${assign}‹time›`];
  const [first, last] = timeLast ? [[], timed] : [timed, []];
  return [...first, signed.join(' or '), ...further, ...last].join(separator);
}

function digestForm(algorithm: string, encoding: string): string {
  return algorithm === 'plain' ? '‹the secret itself›' : `‹${algorithm} in ${encoding}›`;
}

function timeParts({ header, json, field, formats, tolerance }: Time): readonly ExpectedPart[] {
  const span = typeof tolerance === 'string' ? tolerance : tolerance.past;
  const form = `‹${formats.join(' or ')}, ${span === 'off' ? 'however old' : `at most ${span} old`}›`;
  if (field !== undefined) return [inField('time', field, form)];
  if (json !== undefined) return [atPointer('time', json, form)];
  return header === undefined ? [] : [inHeader('time', header, form)];
}

function eventPart(place: NonNullable<Scheme['event']>[number]): ExpectedPart {
  const form = '‹the name of the event›';
  if ('header' in place) return inHeader('event', place.header, form);
  if ('field' in place) return inField('event', place.field, form);
  return atPointer('event', place.json, form);
}

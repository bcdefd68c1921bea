/** What a destination's scheme needs beside the secret: headers that are signed, and those its verifiers insist on. */
import { piecesOf } from '../../schemes/rules/template.js';
import type { Scheme } from '../../schemes/spec.js';
import type { Leg } from '../config.js';
import { signersOf } from '../secrets/signers.js';
import { member } from '../../checks/report.js';

type Warn = (path: string, message: string) => void;

/** @param path of the destination */
export function signingWarnings(leg: Leg, path: string, warn: Warn): void {
  const { destination } = leg;
  schemeWarnings(destination.scheme, leg, path, warn);
  destination.alsoSign.forEach(({ scheme }, i) => {
    schemeWarnings(scheme, leg, member(path, 'alsoSign', i), warn);
  });
  const missing = signersOf(destination)
    .flatMap(({ scheme }) => scheme.verifierNeeds ?? [])
    .filter((name) => !isSent(name, leg));
  if (missing.length === 0) return;
  warn(
    member(path, 'headers'),
    `the provider's own verifiers refuse a delivery without ${missing.join(', ')}, which nothing here sends; add headers: { ${missing.map((name) => `${name}: …`).join(', ')} }`,
  );
}

/** @param path of the mapping that names the scheme */
function schemeWarnings({ signature }: Scheme, leg: Leg, path: string, warn: Warn): void {
  for (const piece of piecesOf(signature?.content ?? '')) {
    if (piece.kind === 'text' || piece.optional) continue;
    if (piece.name === 'header' && !isSent(piece.argument, leg)) {
      warn(
        member(path, 'scheme'),
        `signs the header ${piece.argument}, which nothing here sends; set it in headers, or nothing can be signed`,
      );
    } else if (piece.name === 'form') {
      warn(member(path, 'scheme'), 'signs the fields of a form: a JSON body cannot be signed under it');
    }
  }
}

/** Whether each request has it: made here, carried from the source or let through. */
function isSent(header: string, { source, destination }: Leg): boolean {
  const name = header.toLowerCase();
  const { headers, forwardHeaders } = destination;
  const sent = [
    ...signersOf(destination).flatMap(({ scheme }) => [
      ...writtenNames(scheme.writes ?? {}, source.scheme.event !== undefined),
      ...Object.keys(scheme.requires ?? {}),
    ]),
    ...Object.keys(headers),
    ...(source.scheme.carry ?? []),
    'content-type',
  ];
  if (sent.some((one) => one.toLowerCase() === name)) return true;
  return forwardHeaders.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
}

/** A header with the event's name is left out if there is none. */
function writtenNames(writes: Readonly<Record<string, string>>, hasEvent: boolean): readonly string[] {
  return Object.entries(writes).flatMap(([name, value]) =>
    hasEvent || !value.includes('{event}') ? [name] : [],
  );
}

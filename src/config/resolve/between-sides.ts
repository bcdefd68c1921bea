/** What a destination asks of its source: placeholders, names of events, parts of the URL. */
import { member, type Report } from '../../checks/report.js';
import { receiverPlace } from '../../model/receiver-place.js';
import { hasShape, SHAPE_WORDS } from '../../schemes/engine/shapes.js';
import { fitsHeader } from '../../schemes/engine/headers.js';
import { signsParameter } from '../../schemes/rules/template.js';
import { parseHeaderTemplate } from '../header-template.js';
import type { DestinationConfig, SourceConfig } from '../config.js';
import { signersOf } from '../secrets/signers.js';
import { shapedHeaders } from './resolve-events.js';

/**
 * @param routePath the route's own
 * @param path of the destination
 */
export function checkBetweenSides(
  source: SourceConfig,
  destination: DestinationConfig,
  routePath: string | undefined,
  path: string,
  report: Report,
): void {
  checkTemplates(source, destination, member(path, 'headers'), report);
  checkRenames(source, destination, member(path, 'renameEvents'), report);
  checkQuery(source, destination, member(path, 'forwardQuery'), report);
  if (destination.forwardPath && routePath?.endsWith('/*') !== true) {
    report.fault(member(path, 'forwardPath'), 'the path of the route is exact; it must end in /*');
  }
}

/** A parameter that nobody signed can be written by anybody who holds a delivery, so its values are named. */
function checkQuery(
  { scheme }: SourceConfig,
  { forwardQuery = [], url, scheme: own }: DestinationConfig,
  path: string,
  report: Report,
): void {
  const isList = Array.isArray(forwardQuery);
  const names: readonly string[] = isList ? forwardQuery : Object.keys(forwardQuery);
  const given = new URL(receiverPlace(url).url).searchParams;
  names.forEach((name, i) => {
    const at = isList ? member(path, i) : member(path, name);
    if (isList && !signsParameter(scheme, name)) {
      report.fault(
        at,
        `the scheme of the source does not sign it; name its values, such as { ${name}: [a, b] }`,
      );
    }
    if (names.indexOf(name) < i) report.fault(at, 'stands in the list already');
    if (given.has(name)) report.fault(at, 'the URL of the destination has this parameter; keep one');
    if (own.bodyHash?.query === name) report.fault(at, 'the scheme of the destination writes this parameter');
  });
}

function checkTemplates(
  { scheme }: SourceConfig,
  { headers }: DestinationConfig,
  path: string,
  report: Report,
): void {
  if (scheme.event !== undefined) return;
  for (const [name, value] of Object.entries(headers)) {
    const pieces = typeof value === 'string' ? parseHeaderTemplate(value) : [];
    if (typeof pieces === 'string' || !pieces.some((piece) => 'value' in piece && piece.value === 'event'))
      continue;
    report.fault(member(path, name), `{event}: ${NO_EVENT}`);
  }
}

const NO_EVENT = 'the scheme of the source yields no event name';

function checkRenames(
  { scheme }: SourceConfig,
  destination: DestinationConfig,
  path: string,
  report: Report,
): void {
  const renames = Object.entries(destination.renameEvents);
  if (renames.length === 0) return;
  if (scheme.event === undefined) report.fault(path, NO_EVENT);
  const from = shapedHeaders(scheme);
  const to = signersOf(destination).flatMap((one) => shapedHeaders(one.scheme) ?? []);
  for (const [name, renamed] of renames) {
    const at = member(path, name);
    if (!fitsHeader(name) || !fitsHeader(renamed)) {
      report.fault(at, 'a name of an event is printable ASCII, up to 256 characters, no blank at its ends');
      continue;
    }
    if (name.includes('*')) report.fault(at, 'a name is renamed, no pattern: list the names');
    if (from && !from.some(({ shape }) => hasShape(name, shape))) {
      report.fault(at, `no event of the source has such a name: ${shapesText(from)}`);
    }
    const wrong = to.find(({ shape }) => !hasShape(renamed, shape));
    if (wrong)
      report.fault(at, `receivers of this scheme do not read the name ${renamed}: ${shapesText([wrong])}`);
  }
}

function shapesText(shaped: NonNullable<ReturnType<typeof shapedHeaders>>): string {
  return shaped.map(({ header, shape }) => `${header} is ${SHAPE_WORDS[shape]}`).join('; ');
}

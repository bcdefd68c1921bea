/** Rules of a list of headers that a delivery names: something is always signed, and in one way only. */
import type { Scheme, Signature } from '../spec.js';
import { member, type Report } from '../../checks/report.js';
import { namesValue, piecesOf } from './template.js';

/** @param path where the signature stands */
export function headerListRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const { headerList: list, content = '', entries } = signature;
  const isNamed = namesValue(content, 'headers', '');
  if (!list) {
    if (/\{headers/.test(content)) report.fault(member(path, 'content'), '{headers} needs headerList');
    return;
  }
  const at = member(path, 'headerList');
  if (!isNamed) report.fault(at, 'is not signed; content needs {headers}');
  if ([list.header, list.entry, list.member].filter((place) => place !== undefined).length !== 1) {
    report.fault(
      at,
      'stands in a header (header), in an entry of the signature (entry) or in the header of a JWS (member); give exactly one',
    );
  }
  if (
    list.entry !== undefined &&
    (!entries || Object.hasOwn(entries.tags, list.entry) || entries.time === list.entry)
  ) {
    report.fault(member(at, 'entry'), 'needs entries, and a tag that means nothing else there');
  }
  const names = list.required.map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) report.fault(member(at, 'required'), 'names one twice');
  if (list.assign === undefined) bareRules(scheme, content, at, report);
  else if (list.open !== undefined) {
    report.fault(
      member(at, 'open'),
      'is for values without their names; with assign any value may hold what is between',
    );
  }
}

const KNOWN_BEFORE = ['id', 'time', 'method', 'path', 'secret'];

/** Values alone: how many there are must be known before them, and so must the end of an open one. */
function bareRules(scheme: Scheme, content: string, at: string, report: Report): void {
  const pieces = piecesOf(content).filter((piece) => piece.kind === 'value');
  const names = pieces.findIndex(({ name, argument }) => name === 'headers' && argument === 'names');
  const values = pieces.findIndex(({ name, argument }) => name === 'headers' && argument === '');
  const areKnown = pieces
    .slice(0, Math.max(names, 0))
    .every(({ name, argument }) => KNOWN_BEFORE.includes(name) || (name === 'url' && argument === 'base'));
  if (names < 0 || names > values || !areKnown) {
    report.fault(
      member(at, 'assign'),
      'without it the values do not say whose they are; give it, or let content begin with {headers:names}, behind {id}, {time}, {method}, {path} and {url:base} at the most',
    );
  }
  const { open } = scheme.signature?.headerList ?? {};
  if (open !== undefined && pieces[values + 1] !== undefined && scheme.bodyMustBeJson === undefined) {
    report.fault(member(at, 'open'), 'has no end before the body; set bodyMustBeJson: true');
  }
}

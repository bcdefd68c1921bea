/** Rules of the signed time: it stands in one place and is really signed. An unsigned time proves nothing. */
import type { Scheme, Signature } from '../spec.js';
import { member, type Report } from '../../checks/report.js';
import {
  coversBody,
  coversBytes,
  coversHeader,
  namesIn,
  namesLine,
  namesMember,
  namesValue,
} from './template.js';

/** @param path where the scheme stands */
export function timeRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  // A token's times are its own; signature-rules.ts says so.
  if (signature.jwt ?? signature.message) return;
  const { time } = scheme;
  const at = member(path, 'signature');
  const named = namesIn(signature.content).has('time');
  const { entries, list } = signature;
  const inList = (entries?.time ?? list?.time) !== undefined;
  if (!time) {
    if (named) report.fault(member(at, 'content'), '{time} needs time');
    if (inList) {
      report.fault(
        member(at, entries ? 'entries' : 'list', 'time'),
        'needs time with its formats and tolerance',
      );
    }
    return;
  }
  const places = [time.header, time.json, time.field].map((place) => place !== undefined).concat(inList);
  if (places.filter(Boolean).length !== 1) {
    report.fault(
      at,
      'the time stands either in time.header, time.json, time.field, entries.time or list.time; give exactly one',
    );
    return;
  }
  if (named || (time.header !== undefined && signature.headerList && coversHeader(signature, time.header)))
    return;
  if (time.field !== undefined) {
    if (!signsField(scheme, time.field)) {
      report.fault(
        member(path, 'time', 'field'),
        `is not signed: content has neither {body}, {time} nor {field:${time.field}}; an unsigned time proves nothing`,
      );
    }
  } else if (time.json === undefined) {
    report.fault(
      member(at, 'content'),
      'time is given, but {time} is not part of what is signed; an unsigned time proves nothing',
    );
  } else if (!signsPointer(scheme, time.json)) {
    report.fault(
      member(path, 'time', 'json'),
      `is not signed: content has neither {body}, {time} nor {json:${time.json}}; an unsigned time proves nothing`,
    );
  }
}

/** Whether a passing check covers a field of the form. Names and values that are signed in a row have no borders. */
export function signsField(scheme: Scheme, field: string): boolean {
  return coversBytes(scheme) || namesValue(scheme.signature?.content, 'field', field);
}

/** Whether a passing check covers a value of the body. Inside `each`, pointers of the content begin at the item. */
export function signsPointer(scheme: Scheme, pointer: string): boolean {
  // A token in the body is all that is read of it.
  if (coversBody(scheme) || scheme.signature?.jwt?.isDocument) return true;
  const { each, content } = scheme.signature ?? {};
  const isNamed =
    namesValue(content, 'json', pointer) || namesLine(content, pointer) || namesMember(content, pointer);
  return each === undefined && isNamed;
}

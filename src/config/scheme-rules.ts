/** What a scheme must keep beyond its shape: nothing may count as signed that is not, and no signature may be ambiguous. */
import type { Scheme, Signature } from '../schemes/spec.js';
import { member, type Report } from './report.js';

const PLACEHOLDER = /\{([^{}]*)\}/g;
const HEADER_PLACEHOLDER = /^header:([!#$%&'*+.^`|~\w-]+)$/;
const WRITES: ReadonlySet<string> = new Set(['event', 'id', 'time:iso', 'time:s', 'time:ms']);

/** @param path where the scheme stands */
export function schemeRules(scheme: Scheme, path: string, report: Report): void {
  if (scheme.signature) {
    signatureRules(scheme, scheme.signature, member(path, 'signature'), report);
    twinRules(scheme, scheme.signature, member(path, 'twins'), report);
  } else unsignedRules(scheme, path, report);
  identityRules(scheme, path, report);
  for (const [name, template] of Object.entries(scheme.writes ?? {})) {
    for (const placeholder of placeholders(template)) {
      if (!WRITES.has(placeholder)) {
        report.fault(
          member(path, 'writes', name),
          'knows {event}, {id}, {time:iso}, {time:s} and {time:ms} only',
        );
      }
    }
    if (strayBrace(template))
      report.fault(member(path, 'writes', name), 'has a { or } outside of a placeholder');
  }
}

function unsignedRules(scheme: Scheme, path: string, report: Report): void {
  if (scheme.trust !== 'none') report.fault(member(path, 'signature'), 'is required unless trust is none');
  for (const key of ['time', 'idHeader', 'twins', 'key', 'minSecretLength'] as const) {
    if (scheme[key] !== undefined) report.fault(member(path, key), 'means nothing without a signature');
  }
}

function signatureRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const { entries } = signature;
  if ((signature.algorithm === undefined) === (entries === undefined)) {
    report.fault(
      path,
      'needs exactly one of algorithm (the header is one signature) and entries (a list of them)',
    );
  }
  if (signature.prefixOptional === true && signature.prefix === undefined) {
    report.fault(member(path, 'prefixOptional'), 'needs a prefix');
  }
  if (scheme.trust === 'none') report.fault(path, 'trust: none is for schemes without a signature');
  if (entries) entriesRules(entries, member(path, 'entries'), report);
  const algorithms = entries ? Object.values(entries.tags) : [signature.algorithm];
  if (algorithms.includes('ed25519') && scheme.key !== 'standard') {
    report.fault(path, 'ed25519 needs key: standard (whsk_… and whpk_… secrets)');
  }
  contentRules(scheme, signature, path, report);
  timeRules(scheme, signature, path, report);
}

function entriesRules(entries: NonNullable<Signature['entries']>, path: string, report: Report): void {
  const tags = Object.keys(entries.tags);
  if (tags.length === 0) report.fault(member(path, 'tags'), 'names no tag that carries a signature');
  if (entries.assign === entries.separator) report.fault(member(path, 'assign'), 'equals the separator');
  for (const tag of entries.time === undefined ? tags : [...tags, entries.time]) {
    if (tag.includes(entries.separator) || tag.includes(entries.assign) || tag.includes(' ')) {
      report.fault(member(path, 'tags'), 'a tag holds a blank, the separator or the assign character');
    }
  }
  if (entries.time !== undefined && tags.includes(entries.time)) {
    report.fault(member(path, 'time'), 'this tag carries a signature already');
  }
}

function contentRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const at = member(path, 'content');
  const found = placeholders(signature.content);
  for (const placeholder of found) {
    if (!['body', 'id', 'time'].includes(placeholder) && !HEADER_PLACEHOLDER.test(placeholder)) {
      report.fault(at, 'knows {body}, {id}, {time} and {header:NAME} only');
    }
  }
  if (strayBrace(signature.content)) report.fault(at, 'has a { or } outside of a placeholder');
  if (!found.includes('body') && scheme.trust === 'body verified') {
    report.fault(
      at,
      'without {body} the body is not verified; set trust to partly or authenticated if that is so',
    );
  }
  if (found.filter((placeholder) => placeholder === 'body').length > 1)
    report.fault(at, 'names {body} twice');
  if (found.includes('id') && scheme.idHeader === undefined) report.fault(at, '{id} needs idHeader');
  if (/\}\{body\}|\{body\}\{/.test(signature.content) && scheme.bodyMustBeJson !== true) {
    report.fault(
      at,
      'nothing separates {body} from its neighbour, so one signature fits several splits; set bodyMustBeJson: true',
    );
  }
  if (scheme.idHeader !== undefined && !found.includes('id')) {
    report.fault(
      at,
      'idHeader names the signed id, but {id} is not part of what is signed; use sourceId instead',
    );
  }
}

function timeRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const found = placeholders(signature.content);
  const inEntries = signature.entries?.time !== undefined;
  const at = member(path, 'content');
  if (!scheme.time) {
    if (found.includes('time')) report.fault(at, '{time} needs time');
    if (inEntries) report.fault(member(path, 'entries', 'time'), 'needs time with its formats and tolerance');
    return;
  }
  if (!found.includes('time')) {
    report.fault(
      at,
      'time is given, but {time} is not part of what is signed; an unsigned time proves nothing',
    );
  }
  if (inEntries === (scheme.time.header !== undefined)) {
    report.fault(path, 'the time stands either in time.header or in entries.time; give exactly one');
  }
}

function twinRules(scheme: Scheme, signature: Signature, path: string, report: Report): void {
  const own = [signature.header, scheme.time?.header, scheme.idHeader].map((name) => name?.toLowerCase());
  for (const name of Object.keys(scheme.twins ?? {})) {
    if (!own.includes(name.toLowerCase())) {
      report.fault(path, 'names a header that is not the signature, time or id header');
    }
  }
}

function identityRules(scheme: Scheme, path: string, report: Report): void {
  const at = member(path, 'identity');
  const { identity, sourceId, idHeader, event } = scheme;
  if (new Set(identity).size < identity.length) report.fault(at, 'names a part twice');
  if (identity.includes('id') && idHeader === undefined && !(sourceId && 'json' in sourceId)) {
    report.fault(at, 'id needs a signed id: idHeader, or sourceId in the body ({ json: /pointer })');
  }
  if (identity.includes('event') && (event === undefined || event.length === 0)) {
    report.fault(at, 'event needs event, the places of its name');
  }
  if (identity.length === 1 && identity[0] === 'event') {
    report.fault(at, 'an event name alone would make all deliveries of one event duplicates; add body or id');
  }
}

function placeholders(template: string): string[] {
  return Array.from(template.matchAll(PLACEHOLDER), (match) => match[1] ?? '');
}

function strayBrace(template: string): boolean {
  return /[{}]/.test(template.replace(PLACEHOLDER, ''));
}

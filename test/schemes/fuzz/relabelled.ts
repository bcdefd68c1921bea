/** What stands beside the signed bytes says something else: the event's name, the ids, the kind of the body. */
import { signsQuery } from '../../../src/schemes/rules/template.js';
import fc from 'fast-check';
import type { Subject } from '../subject.js';
import { linesOf, pick, withHeader, withLines, type Step } from './step.js';

const NAMES = [
  'push',
  'pull_request',
  'orders/paid',
  'order.created',
  'repo:push',
  'LEAD_CREATED',
  'Push Hook',
  '6f1c0f0e-7a34-4a5b-9a3b-0f2b9c1d2e3f',
  'deadbeefcafe',
  '',
  ' ',
  '*',
  'all',
  '../x',
  'é',
];
const TYPES = [
  'application/json',
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-16',
  'multipart/form-data; boundary=boundary-of-tests',
  'multipart/form-data; boundary=x',
  'text/plain',
  '',
];

/** The headers that say something of a delivery and that its scheme knows. */
function labelsOf({
  event = [],
  sourceId,
  carry = [],
  writes = {},
  twins = {},
}: Subject['scheme']): string[] {
  const places = sourceId ? [...event, sourceId] : event;
  const names = places.flatMap((place) => ('header' in place ? [place.header] : []));
  const more = [...Object.keys(writes), ...carry.filter((name) => !name.endsWith('*'))];
  return [...names, ...more, ...Object.values(twins), 'X-Event', 'X-Request-Id', 'traceparent'];
}

const label = fc
  .record({ header: fc.nat(12), value: fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 12 })) })
  .map(({ header, value }): Step => ({
    what: `label ${header} is ${JSON.stringify(value)}`,
    to: (sent, { scheme }) => withHeader(sent, pick(labelsOf(scheme), header) ?? 'X-Event', value),
  }));

const bare = fc.nat(12).map((header): Step => ({
  what: `without label ${header}`,
  to(sent, { scheme }) {
    const name = pick(labelsOf(scheme), header)?.toLowerCase();
    return withLines(
      sent,
      linesOf(sent).filter(([own]) => own.toLowerCase() !== name),
    );
  },
}));

const type = fc.constantFrom(...TYPES).map((value): Step => ({
  what: `Content-Type: ${value}`,
  to: (sent) => withHeader(sent, 'Content-Type', value),
}));

/** Where the query is signed, a GET is read out of it: a route takes either that or what has a body. */
const method = fc.constantFrom('GET', 'PUT', 'post', 'HEAD').map((name): Step => ({
  what: `method ${name}`,
  to: (sent, { scheme }) => (name === 'GET' && signsQuery(scheme) ? sent : { ...sent, method: name }),
}));

export const relabelled: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: label },
  bare,
  { weight: 2, arbitrary: type },
  method,
);

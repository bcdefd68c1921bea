/** Queries with more, less, or the same spelt in another way. */
import fc from 'fast-check';
import { pick, queryOf, withQuery, type Step } from './step.js';

const MORE = [
  'a=1',
  'step=2',
  'step=x',
  'tenant=b',
  'k=w',
  '',
  '=',
  '&',
  '?',
  '%26',
  'step=1%26step=2',
  '%00=',
  'a[]=1',
];

type Change = (parts: readonly string[], at: number, more: string) => string;

const CHANGES: Readonly<Record<string, Change>> = {
  'more behind it': (parts, _, more) => [...parts, more].join('&'),
  'more before it': (parts, _, more) => [more, ...parts].join('&'),
  'more without a border': (parts, _, more) => parts.join('&') + more,
  'by a semicolon': (parts, _, more) => [...parts, more].join(';'),
  'a parameter twice': (parts, at) => [...parts, pick(parts, at) ?? ''].join('&'),
  'a parameter fewer': (parts, at) => parts.toSpliced(at % Math.max(1, parts.length), 1).join('&'),
  'another order': (parts) => parts.toReversed().join('&'),
  'a character escaped': (parts, at) => {
    const text = parts.join('&');
    const i = at % Math.max(1, text.length);
    return `${text.slice(0, i)}%${text.charCodeAt(i).toString(16).padStart(2, '0')}${text.slice(i + 1)}`;
  },
  'escapes undone': (parts) =>
    parts
      .join('&')
      .replace(/%([2-7][0-9A-F])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
  'escapes in other letters': (parts) => parts.join('&').replace(/%../g, (escape) => escape.toLowerCase()),
  none: () => '',
};

export const bentQueries: fc.Arbitrary<Step> = fc
  .record({
    how: fc.constantFrom(...Object.keys(CHANGES)),
    at: fc.nat(40),
    more: fc.constantFrom(...MORE),
  })
  .map(({ how, at, more }): Step => ({
    what: `query: ${how} (${at}, ${JSON.stringify(more)})`,
    to(sent) {
      const parts = queryOf(sent)
        .split('&')
        .filter((part) => part !== '');
      return withQuery(sent, CHANGES[how]?.(parts, at, more) ?? '');
    },
  }));

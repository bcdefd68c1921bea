/** Bodies cut off, longer, or with a few bytes that readers skip. */
import fc from 'fast-check';
import { bytesOf, withBytes, type Step } from './step.js';

const MARKS = [
  '\xef\xbb\xbf',
  '\xff\xfe',
  '\0',
  '\r\n',
  '\n',
  ' ',
  '&',
  '=',
  '%00',
  '%ff',
  '.',
  '\xc3',
  '?',
  '"',
];

const spliced = fc
  .record({
    at: fc.nat(600),
    remove: fc.nat(4),
    insert: fc.oneof(fc.constantFrom(...MARKS), fc.constant(''), fc.string({ maxLength: 4 })),
  })
  .map(({ at, remove, insert }): Step => ({
    what: `body at ${at}: ${remove} out, ${JSON.stringify(insert)} in`,
    to(sent) {
      const text = bytesOf(sent);
      const from = at % (text.length + 1);
      return withBytes(sent, text.slice(0, from) + insert + text.slice(from + remove));
    },
  }));

const cut = fc.nat(600).map((at): Step => ({
  what: `body ends at ${at}`,
  to: (sent) => withBytes(sent, bytesOf(sent).slice(0, at % (sent.body.length + 1))),
}));

const led = fc.constantFrom(...MARKS).map((mark): Step => ({
  what: `body behind ${JSON.stringify(mark)}`,
  to: (sent) => withBytes(sent, mark + bytesOf(sent)),
}));

const followed = fc.constantFrom(...MARKS, '{}', 'null', '&AccountSid=AC2').map((mark): Step => ({
  what: `body before ${JSON.stringify(mark)}`,
  to: (sent) => withBytes(sent, bytesOf(sent) + mark),
}));

export const bentBodies: fc.Arbitrary<Step> = fc.oneof({ weight: 2, arbitrary: spliced }, cut, led, followed);

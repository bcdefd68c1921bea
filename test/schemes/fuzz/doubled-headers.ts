/** Headers twice: the same, in another order, joined by a comma, in other letters. */
import fc from 'fast-check';
import { linesOf, withLines, type Line, type Step } from './step.js';

type Doubling = (lines: readonly Line[], at: number, line: Line, other: string) => readonly Line[];

const otherCase = (text: string): string =>
  text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();

const DOUBLINGS: Readonly<Record<string, Doubling>> = {
  'the same again': (lines, at, line) => lines.toSpliced(at + 1, 0, line),
  'another behind it': (lines, _, [name], other) => [...lines, [name, other]],
  'another before it': (lines, _, [name], other) => [[name, other], ...lines],
  'the same in other letters': (lines, _, [name, value]) => [...lines, [otherCase(name), value]],
  'another in other letters': (lines, _, [name], other) => [[otherCase(name), other], ...lines],
  'its name in other letters': (lines, at, [name, value]) => lines.with(at, [otherCase(name), value]),
  'joined with another': (lines, at, [name, value], other) => lines.with(at, [name, `${value}, ${other}`]),
  'another joined with it': (lines, at, [name, value], other) => lines.with(at, [name, `${other},${value}`]),
  'joined by a blank': (lines, at, [name, value], other) => lines.with(at, [name, `${other} ${value}`]),
  'joined by a semicolon': (lines, at, [name, value], other) => lines.with(at, [name, `${value};${other}`]),
  'an empty one behind it': (lines, _, [name]) => [...lines, [name, '']],
  emptied: (lines, at, [name]) => lines.with(at, [name, '']),
  'left out': (lines, at) => lines.toSpliced(at, 1),
  'in quotes': (lines, at, [name, value]) => lines.with(at, [name, `"${value}"`]),
  'its value in other letters': (lines, at, [name, value]) => lines.with(at, [name, otherCase(value)]),
  'under a like name': (lines, at, [name, value]) => lines.with(at, [name.replaceAll('-', '_'), value]),
  'all in the opposite order': (lines) => lines.toReversed(),
};

const other = fc.oneof(
  fc.constantFrom('', '0', 'x', 'v1,x', 't=1', 'v1=00', 'sha256=00', '1781199731', 'evt_2', 'v1a,x'),
  fc.string({ maxLength: 8 }),
);

export const doubledHeaders: fc.Arbitrary<Step> = fc
  .record({ how: fc.constantFrom(...Object.keys(DOUBLINGS)), header: fc.nat(12), other })
  .map(({ how, header, other: value }): Step => ({
    what: `header ${header}: ${how} (${JSON.stringify(value)})`,
    to(sent) {
      const lines = linesOf(sent);
      const at = header % Math.max(1, lines.length);
      const line = lines[at];
      return line ? withLines(sent, DOUBLINGS[how]?.(lines, at, line, value) ?? lines) : sent;
    },
  }));

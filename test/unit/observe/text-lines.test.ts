import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from '../../../src/observe/log.js';
import { textLine } from '../../../src/observe/text-lines.js';

const line = (members: object): string =>
  `${JSON.stringify({ level: 'info', time: '2026-11-28T12:00:00.000Z', ...members })}\n`;

describe('a line of text', () => {
  it('begins with the time, the level and what happened, and goes on with the fields', () => {
    const fields = { route: 'leads', status: 200, eventMismatch: true, msg: 'delivery' };
    expect(textLine(line(fields), false)).toBe(
      '2026-11-28T12:00:00.000Z info  delivery route=leads status=200 eventMismatch=true\n',
    );
  });

  it('quotes a value that is no single word, so that none looks like a further field', () => {
    expect(
      textLine(line({ event: 'a b', client: 'x outcome=accepted', secret: 'a=b', msg: 'm' }), false),
    ).toBe('2026-11-28T12:00:00.000Z info  m event="a b" client="x outcome=accepted" secret="a=b"\n');
  });

  it.each(['a\nb', '\u001b[2J', 'a\u2028b\u0085', '\u202egnp.exe', 'half \ud83d', '\u0000\u007f'])(
    'is one line without anything that a terminal obeys: %j',
    (hostile) => {
      const text = textLine(line({ event: hostile, msg: hostile, err: { stack: hostile } }), false);
      expect(text.indexOf('\n')).toBe(text.length - 1);
      expect(text.slice(0, -1)).not.toMatch(
        /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u,
      );
    },
  );

  it('has colours only where it is told so, and only for the level', () => {
    expect(textLine(line({ level: 'warn', msg: 'm' }), true)).toBe(
      '2026-11-28T12:00:00.000Z \u001b[33mwarn \u001b[0m m\n',
    );
    expect(textLine(line({ level: 'warn', msg: 'm' }), false)).not.toContain('\u001b');
  });
});

describe('the format of the log', () => {
  const written = (options: Omit<LogOptions, 'level' | 'destination'>) => {
    const lines: string[] = [];
    const destination = { write: (one: string) => void lines.push(one) };
    return { log: createLog({ level: 'info', destination, ...options }), lines };
  };

  it.each([
    [{}, 'json'],
    [{ terminal: true }, 'text'],
    [{ terminal: true, format: 'json' }, 'json'],
    [{ format: 'text' }, 'text'],
  ] as const)('under %j is %s', (options, format) => {
    const { log, lines } = written(options);
    log.info('hello');
    expect(lines.join('').startsWith('{')).toBe(format === 'json');
  });

  it('may change on a reload, and back to what is usual', () => {
    const { log, lines } = written({});
    for (const format of ['text', undefined] as const) {
      log.setFormat(format);
      log.info('hello');
    }
    expect(lines.map(([first]) => first)).toEqual(['2', '{']);
  });
});

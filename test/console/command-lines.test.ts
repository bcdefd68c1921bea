import { describe, expect, test } from 'vitest';
import { forgetLine, replayLine, replayRangeLine } from '../../console/commands/delivery-lines.js';
import { commandLine, jobStopLine, quoted, translateLine } from '../../console/commands/lines.js';
import { cancelLine, deadDropLine, deadReplayLine } from '../../console/commands/queue-lines.js';
import { routeLine } from '../../console/commands/route-lines.js';
import { allowLine, verifyLine } from '../../console/commands/refused-lines.js';
import { readLine, wordsOf } from '../helpers/command-lines.js';

const PLACE = { route: 'orders', destination: 'billing' };
const RANGE = { outcome: 'dead', event: "it's paid; rm -rf /", since: '2026-11-20T09:30:00.000Z' };

describe('a command line that a page shows', () => {
  test.each([
    [jobStopLine('job_1'), { command: 'jobs stop', values: {}, positionals: ['job_1'] }],
    [
      verifyLine({ route: 'leads', reason: 'mismatch', client: '2001:db8::1' }, 25),
      {
        command: 'refused verify',
        values: { route: 'leads', reason: 'mismatch', client: '2001:db8::1', rate: '25', yes: true },
        positionals: [],
      },
    ],
    [verifyLine({ id: 'ref_1' }, 10), { command: 'refused verify', values: {}, positionals: ['ref_1'] }],
    [
      allowLine('msg_1', 'leads'),
      { command: 'refused allow', values: { route: 'leads' }, positionals: ['msg_1'] },
    ],
    [
      translateLine('file /etc/a b.yaml', 'orders', 'billing'),
      {
        command: 'translate',
        values: { ...PLACE, config: '/etc/a b.yaml', file: 'body.json' },
        positionals: [],
      },
    ],
    [
      translateLine('variables', 'orders', undefined),
      { command: 'translate', values: { route: 'orders', file: 'body.json' }, positionals: [] },
    ],
    [replayLine({ ...PLACE, id: '--yes' }), { command: 'replay', values: PLACE, positionals: ['--yes'] }],
    [forgetLine({ ...PLACE, id: 'msg_1' }), { command: 'forget', values: PLACE, positionals: ['msg_1'] }],
    [
      replayRangeLine({ ...PLACE, ...RANGE, until: undefined }, 25),
      { command: 'replay', values: { ...PLACE, ...RANGE, rate: '25', yes: true }, positionals: [] },
    ],
    [
      routeLine('test', 'leads', 'crm'),
      { command: 'routes test', values: { destination: 'crm' }, positionals: ['leads'] },
    ],
    [routeLine('pause', '-x'), { command: 'routes pause', values: {}, positionals: ['-x'] }],
    [routeLine('resume', 'leads'), { command: 'routes resume', values: {}, positionals: ['leads'] }],
    [
      deadReplayLine({ ...PLACE, reason: 'exhausted' }, 25),
      {
        command: 'dead replay',
        values: { ...PLACE, reason: 'exhausted', rate: '25', yes: true },
        positionals: [],
      },
    ],
    [
      deadReplayLine({}, 50),
      { command: 'dead replay', values: { all: true, rate: '50', yes: true }, positionals: [] },
    ],
    [
      deadDropLine({ reason: 'lost' }, 1_000),
      {
        command: 'dead drop',
        values: { all: true, reason: 'lost', rate: '1000', yes: true },
        positionals: [],
      },
    ],
    [
      cancelLine('orders', 'billing', 1_000),
      {
        command: 'routes cancel',
        values: { destination: 'billing', rate: '1000', yes: true },
        positionals: ['orders'],
      },
    ],
  ])('%s is one that the program takes', (line, read) => {
    expect(readLine(line)).toEqual(read);
  });

  test.each([
    "it's; rm -rf /",
    '$(id)',
    '-rf',
    'a b',
    '`id`',
    'ünï',
    '*',
    '',
    '"',
    '\\',
    'a\nb',
    'a\u0003\u001b[2J%',
  ])('carries %j as one word, whatever a shell means by it', (text) => {
    expect(wordsOf(quoted(text))).toEqual([text]);
    expect(wordsOf(commandLine(['replay', text], { route: text })).slice(2)).toEqual(
      text === '' ? [''] : text.startsWith('-') ? [`--route=${text}`, '--', text] : [text, '--route', text],
    );
  });
});

import { describe, expect, test } from 'vitest';
import { signedLine } from '../../../console/commands/by-hand.js';
import {
  allowLine,
  forgetLine,
  replayLine,
  replayRangeLine,
} from '../../../console/commands/delivery-lines.js';
import { parsedLine } from './parsed-line.js';

const PLACE = { id: 'msg_1', route: 'orders', destination: 'billing' };
const WHERE = { route: 'orders', destination: 'billing' };

describe('the command lines about deliveries', () => {
  test.each([
    [replayLine, 'replay'],
    [forgetLine, 'forget'],
    [allowLine, 'refused allow'],
  ] as const)('name the delivery and its place (%o)', (lineOf, command) => {
    expect(parsedLine(lineOf(PLACE))).toEqual({ command, values: WHERE, positionals: ['msg_1'] });
  });

  test('take an id that begins with a dash for no option', () => {
    const line = replayLine({ ...PLACE, id: '--yes' });
    expect(line).toBe(`webhook-gateway replay --route orders --destination billing -- '--yes'`);
    expect(parsedLine(line)).toEqual({ command: 'replay', values: WHERE, positionals: ['--yes'] });
  });

  test('replay a range with the whole filter, at its rate', () => {
    const filter = {
      ...WHERE,
      outcome: 'dead',
      event: "it's paid; rm -rf /",
      since: '2026-11-20T09:30:00.000Z',
      until: undefined,
    };
    expect(parsedLine(replayRangeLine(filter, 25))).toEqual({
      command: 'replay',
      values: {
        ...WHERE,
        outcome: 'dead',
        event: "it's paid; rm -rf /",
        since: '2026-11-20T09:30:00.000Z',
        rate: '25',
        yes: true,
      },
      positionals: [],
    });
  });

  test('send a body from standard input under its id and event', () => {
    const sent = { url: 'http://127.0.0.1:3000/hooks', id: 'msg_1', event: 'order.paid' };
    const line = signedLine({ ...sent, body: '{"a":1}', encoding: 'utf8' }, 'svix');
    const [body, send = ''] = line.split(' | ');
    expect(body).toBe(`printf %s '{"a":1}'`);
    expect(parsedLine(send)).toEqual({
      command: 'send',
      values: {
        scheme: 'svix',
        'secret-env': 'RECEIVER_SECRET',
        url: sent.url,
        id: 'msg_1',
        event: 'order.paid',
        'content-type': 'application/json',
        file: '-',
      },
      positionals: [],
    });
  });
});

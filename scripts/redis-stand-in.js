/**
 * Answers what a gateway asks Redis from its start to its first delivery, as an empty Redis would, and refuses the rest. So
 * the code that asks is kept with the rest of the program's (code-cache.js): no Redis runs where it is built.
 */
import { createServer } from 'node:net';

/**
 * @param {(name: string) => void} asked is told the name of each command, as it was written
 * @returns a server that does not listen yet
 */
export function createRedisStandIn(asked) {
  return createServer((socket) => {
    let unread = '';
    socket.setEncoding('latin1').on('data', (text) => {
      const { commands, rest } = commandsOf(unread + text);
      unread = rest;
      for (const command of commands) {
        asked(command[0]);
        socket.write(answerTo(command));
      }
    });
    socket.on('error', () => undefined);
  });
}

const SCRIPTS = [
  // Whether a claim could be written.
  [/return 'would_claim'/, '$11\r\nwould_claim\r\n'],
  // The claim.
  [/return 'taken'/, '$5\r\ntaken\r\n'],
  // The replicas, none of which runs.
  [/local answer = \{now\}/, '*1\r\n:0\r\n'],
];

function answerTo([name, ...args]) {
  switch (name.toLowerCase()) {
    case 'client':
      return '+OK\r\n';
    case 'get':
      return '$-1\r\n';
    case 'hgetall':
    case 'smembers':
      return '*0\r\n';
    case 'eval':
      return SCRIPTS.find(([pattern]) => pattern.test(args[0]))?.[1] ?? ':1\r\n';
    case 'evalsha':
      return '-NOSCRIPT No matching script\r\n';
    default:
      return `-ERR ${name} is not known here\r\n`;
  }
}

/** @returns the commands that are whole, and what came behind them */
function commandsOf(text) {
  const commands = [];
  let rest = text;
  for (let found; (found = commandAtTheStart(rest)); rest = found.rest) commands.push(found.command);
  return { commands, rest };
}

/** Each is a list of texts that tell their lengths (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
function commandAtTheStart(text) {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return undefined;
  const command = [];
  let at = head[0].length;
  for (let left = Number(head[1]); left > 0; left--) {
    const length = /^\$(\d+)\r\n/.exec(text.slice(at, at + 16));
    if (!length) return undefined;
    at += length[0].length;
    const end = at + Number(length[1]);
    if (text.length < end + 2) return undefined;
    command.push(text.slice(at, end));
    at = end + 2;
  }
  return { command, rest: text.slice(at) };
}

/** The questions about a message that are asked of every delivery that is queued or logged. Their arguments are those of the scripts. */
import type { Kind } from '../connection/question.js';
import { leanScript } from '../lean/lean-command.js';
import { isOne } from '../script.js';
import { end } from './end.js';
import { log } from './log-delivery.js';
import { put } from './put.js';

export const PUT = {
  operation: 'put',
  lean: leanScript(put),
  send: (client, args) => client.gwPut(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

/**
 * The same by the library's connection. Where it is to be confirmed, the process that took it must be known (quorum.ts);
 * and while a large body goes out, no claim waits for it.
 */
export const PUT_BY_LIBRARY = {
  operation: 'put',
  send: PUT.send,
  read: PUT.read,
} as const satisfies Kind<boolean>;

/** From so many bytes of a body on it is large. */
export const LARGE = 16 * 1024;

export const END = {
  operation: 'end',
  lean: leanScript(end),
  send: (client, args) => client.gwEnd(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

export const LOG = {
  operation: 'log',
  lean: leanScript(log),
  send: (client, args) => client.gwLog(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

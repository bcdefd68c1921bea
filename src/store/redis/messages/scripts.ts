/** The scripts over a route's messages, under the names the client calls them by. */
import type { Arg } from '../lean/lean-command.js';
import { arm } from './arm.js';
import { begin } from './begin.js';
import { deadReasons } from './dead-reasons.js';
import { drop } from './drop.js';
import { due } from './due.js';
import { end } from './end.js';
import { giveWay } from './give-way.js';
import { list } from './list.js';
import { log } from './log-delivery.js';
import { put, putAll } from './put.js';
import { late } from './late.js';
import { noteWays } from './note-ways.js';
import { time } from './store-time.js';

export const MESSAGE_SCRIPTS = {
  gwPut: put,
  gwPutAll: putAll,
  gwBegin: begin,
  gwEnd: end,
  gwArm: arm,
  gwDrop: drop,
  gwLog: log,
  gwNoteWays: noteWays,
  gwList: list,
  gwGiveWay: giveWay,
  gwDue: due,
  gwDeadReasons: deadReasons,
  gwLate: late,
  gwTime: time,
} as const;

type Run = (...keysAndArguments: readonly Arg[]) => Promise<unknown>;

/** As methods; those that end in `Buffer` answer with bytes. Answers are described at each script. */
export interface MessageScripts {
  readonly gwPut: Run;
  readonly gwPutAll: Run;
  readonly gwBeginBuffer: Run;
  readonly gwEnd: Run;
  readonly gwArm: Run;
  readonly gwDrop: Run;
  readonly gwDue: Run;
  readonly gwDeadReasons: Run;
  readonly gwLog: Run;
  readonly gwNoteWays: Run;
  readonly gwLate: Run;
  readonly gwTime: Run;
  readonly gwListBuffer: Run;
  readonly gwGiveWay: Run;
}

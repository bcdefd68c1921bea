/** The questions about a record that are asked of most deliveries. Their arguments are those of the scripts, the key first. */
import type { ClaimAnswer, CommitAnswer, RecordState } from '../../../line/claim/claim-store.js';
import type { Kind } from '../connection/question.js';
import { leanScript, ownCommand } from '../lean/lean-command.js';
import { isOne } from '../script.js';
import { bury } from './bury.js';
import { claim } from './claim.js';
import { commit } from './commit.js';
import { queue } from './queue.js';
import { readClaim, readCommit, readState } from './records.js';
import { release } from './release.js';

export const CLAIM = {
  operation: 'claim',
  lean: leanScript(claim),
  send: (client, args) => client.gwClaim(...args),
  read: readClaim,
} as const satisfies Kind<ClaimAnswer>;

export const COMMIT = {
  operation: 'commit',
  lean: leanScript(commit),
  send: (client, args) => client.gwCommit(...args),
  read: readCommit,
} as const satisfies Kind<CommitAnswer>;

export const RELEASE = {
  operation: 'release',
  lean: leanScript(release),
  send: (client, args) => client.gwRelease(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

export const QUEUE = {
  operation: 'queue',
  lean: leanScript(queue),
  send: (client, args) => client.gwQueue(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

export const BURY = {
  operation: 'bury',
  lean: leanScript(bury),
  send: (client, args) => client.gwBury(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

export const LOOK = {
  operation: 'look',
  lean: ownCommand('GET'),
  send: (client, [record = '']) => client.get(String(record)),
  read: readState,
} as const satisfies Kind<RecordState>;

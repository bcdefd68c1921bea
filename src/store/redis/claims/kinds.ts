/** The questions that every delivery asks. Their arguments are those of the scripts, the key first. */
import type { ClaimAnswer, CommitAnswer } from '../../../line/claim/claim-store.js';
import type { Kind } from '../connection/question.js';
import { LeanScript } from '../lean/lean-script.js';
import { isOne } from '../script.js';
import { claim } from './claim.js';
import { commit } from './commit.js';
import { readClaim, readCommit } from './records.js';
import { release } from './release.js';

export const CLAIM = {
  operation: 'claim',
  lean: new LeanScript(claim, 3),
  send: (client, args) => client.gwClaim(...args),
  read: readClaim,
} as const satisfies Kind<ClaimAnswer>;

export const COMMIT = {
  operation: 'commit',
  lean: new LeanScript(commit, 4),
  send: (client, args) => client.gwCommit(...args),
  read: readCommit,
} as const satisfies Kind<CommitAnswer>;

export const RELEASE = {
  operation: 'release',
  lean: new LeanScript(release, 2),
  send: (client, args) => client.gwRelease(...args),
  read: isOne,
} as const satisfies Kind<boolean>;

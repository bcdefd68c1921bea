/**
 * `npm run bench:guard`: has a delivery become dearer? The gateway against the bare Node proxy, in fresh processes that
 * take turns, within a minute. Absolute times depend on the machine, the ratio hardly does.
 */
import { buildProgram } from '../test/helpers/build.js';
import { checkVariant } from './correctness.js';
import { verdictOf } from './guard-verdict.js';
import { takeCores } from './rig/cores.js';
import { withRig } from './rig/rig.js';
import { runRounds } from './rounds.js';
import { GUARD } from './suites/index.js';
import { BYTES } from './suites/suite.js';

const ROUNDS = 4;
const SECONDS = 2;

// What is built already, as after the tests, is measured as it stands.
await buildProgram();
const cores = takeCores();
const lines = await withRig(cores, false, async (rig) => {
  for (const { variant } of GUARD.lines) await checkVariant({ ...rig, variant, bytes: BYTES });
  return runRounds({
    rig,
    suite: GUARD,
    lines: GUARD.lines,
    rounds: ROUNDS,
    seconds: SECONDS,
    onRun: () => undefined,
  });
});
const [direct] = lines;
const [phase] = Object.values(direct?.phases ?? {});
if (!phase) throw new Error('nothing was measured');
const { holds, told } = verdictOf(phase.cpuRatio);
console.log(told);
if (!holds) process.exitCode = 1;

/**
 * `npm run bench:guard`: has a delivery become dearer? The gateway against the bare Node proxy, and against nginx with Lua
 * where that is installed, in fresh processes that take turns. Absolute times depend on the machine, the ratios hardly do.
 */
import { buildProgram } from '../test/helpers/build.js';
import { checkVariant } from './correctness.js';
import { EXPECTED, verdictsOf, type Rounds } from './guard-verdict.js';
import { takeCores } from './rig/cores.js';
import { withRig } from './rig/rig.js';
import { runRounds } from './rounds.js';
import { GUARD } from './suites/index.js';
import { BYTES } from './suites/suite.js';

const ROUNDS = 3;
const SECONDS = 2;

// What is built already, as after the tests, is measured as it stands.
await buildProgram();
const cores = takeCores();
const wanted = GUARD.lines.filter(({ name, variant }) => {
  const missing = variant.missing();
  if (missing !== undefined) console.log(`left out: ${name}, ${missing}`);
  return missing === undefined;
});
const lines = await withRig(cores, false, async (rig) => {
  for (const { variant } of wanted) await checkVariant({ ...rig, variant, bytes: BYTES });
  return runRounds({
    rig,
    suite: GUARD,
    lines: wanted,
    rounds: ROUNDS,
    seconds: SECONDS,
    onRun: () => undefined,
  });
});

const cpu = new Map<string, Rounds>(
  lines.map(({ name, phases }) => [name, Object.values(phases)[0]?.figures.cpu.rounds ?? []]),
);
const of = (name: string): Rounds => cpu.get(name) ?? [];
if (of('direct').length === 0) throw new Error('nothing was measured');
const verdicts = verdictsOf({
  direct: of('direct'),
  others: Object.fromEntries([...cpu].filter(([name]) => name in EXPECTED)),
  again: { first: of('bare'), second: of('bare-again') },
});
for (const { told } of verdicts) console.log(told);
if (verdicts.some(({ holds }) => !holds)) process.exitCode = 1;

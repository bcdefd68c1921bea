/** `npm run judges`: the providers' own SDKs judge the schemes. docs/judges.md says what to do with what they say. */
import { writeFileSync } from 'node:fs';
import { DIFFERENCES } from './differences.js';
import { hear } from './engine/hear.js';
import { installLocked, JUDGES as HERE, loaderOf, versionsIn } from './engine/install.js';
import { isKnown, outOfDate } from './engine/known.js';
import { tally, type Difference, type Result } from './engine/results.js';
import { JUDGES } from './sdks/index.js';

const only = process.argv.slice(2).filter((one) => !one.startsWith('-'));
const judges = JUDGES.filter((judge) => only.length === 0 || only.includes(judge.package));
installLocked();
const load = await loaderOf(HERE);
const versions = versionsIn();
const results: Result[] = [];
const differences: Difference[] = [];
for (const judge of judges) {
  const sdk = await load(judge);
  const heard = await hear(judge, sdk, (difference) => isKnown(DIFFERENCES, difference));
  results.push(...heard.results);
  differences.push(...heard.differences);
  const cases = heard.results.reduce((sum, one) => sum + one.cases, 0);
  console.log(
    `${judge.package} ${versions[judge.package] ?? ''}: ${cases} cases of ${judge.schemes.join(', ')}`,
  );
  for (const { name, faults } of heard.results)
    for (const fault of faults) console.log(`  ${name}\n    ${fault}`);
}
results.push(...outOfDate(DIFFERENCES, differences, judges));
if (process.env['JUDGES_DUMP']) writeFileSync(process.env['JUDGES_DUMP'], JSON.stringify(differences));
const { passed, failed } = tally(results);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

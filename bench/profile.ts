/** `npm run bench:profile`: where the gateway's processor time goes, by package and by function. Writes a .cpuprofile that Chrome's tools open. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportOf, type CpuProfile } from './report/profile.js';
import { RESULTS } from './report/write.js';
import { takeCores } from './rig/cores.js';
import { withRig } from './rig/rig.js';
import { BYTES } from './suites/suite.js';
import { ours } from './variants/ours.js';

const RATE = Number(process.argv[2] ?? 3_000);
const SECONDS = 8;

await withRig(takeCores(), false, async ({ cores, redis, generator, receiver }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const { port: receiverPort } = await receiver.ask('counts');
  const variant = ours({
    nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=200'],
  });
  const running = await variant.start({ cores, redisUrl: redis.url, receiverPort, folder });
  const { ports, paths } = running;
  const shares = { duplicates: 0, forgeries: 0 };
  const result = await generator.ask({
    ports,
    paths,
    bytes: BYTES,
    ...shares,
    pace: { rate: RATE },
    seconds: SECONDS,
  });
  await running.stop();
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error('node wrote no profile');
  mkdirSync(RESULTS, { recursive: true });
  renameSync(join(folder, file), `${RESULTS}direct.cpuprofile`);
  const profile = JSON.parse(readFileSync(`${RESULTS}direct.cpuprofile`, 'utf8')) as CpuProfile;
  console.log(reportOf(profile, result.answered));
  rmSync(folder, { recursive: true, force: true });
});

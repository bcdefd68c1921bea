/** The promises of line/claim/claim-store.ts on a Redis of each kind: one server, a master under Sentinels, a Cluster. */
import { afterAll, beforeAll, describe } from 'vitest';
import { startCluster, type TestCluster } from '../helpers/cluster.js';
import { startSentinels, type SentinelSetup } from '../helpers/sentinels.js';
import { redisBench } from './benches.js';
import { claimStoreSuite } from './suite.js';

claimStoreSuite('Redis', () => redisBench());

describe('with passwords, under Sentinels', () => {
  let setup: SentinelSetup;
  beforeAll(async () => {
    setup = await startSentinels({ password: 'p@ss/word', sentinelPassword: 'another' });
  });
  afterAll(() => setup.stop());
  claimStoreSuite('Sentinel', () => redisBench(setup.url, [setup.servers[0].url]));
});

describe('with a password, in a Cluster', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ password: 'p@ss/word' });
  });
  afterAll(() => cluster.stop());
  claimStoreSuite('Cluster', () =>
    redisBench(
      cluster.url,
      cluster.masters.map(({ url }) => url),
    ),
  );
});

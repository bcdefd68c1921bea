import { redisBench } from './benches.js';
import { claimStoreSuite } from './suite.js';

claimStoreSuite('Redis', redisBench);

import { expect, test } from 'vitest';
import { schemes } from '../../src/schemes/catalogue/index.js';
import { duration } from '../../src/model/units.js';

const timed = Object.entries(schemes).filter(([, { time }]) => time && time.tolerance !== 'off');

test.each(timed)(
  "the time window of %s takes the provider's last retry, unless retries are signed anew",
  (_name, scheme) => {
    const { time, retries, signsRetriesAnew = false } = scheme;
    const tolerance = time?.tolerance ?? '0ms';
    const past = duration(typeof tolerance === 'string' ? tolerance : tolerance.past);
    const span = retries === 'none' ? 0 : retries.reduce((sum, delay) => sum + duration(delay), 0);
    expect(signsRetriesAnew || past >= span).toBe(true);
  },
);

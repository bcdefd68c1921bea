import { expect, test } from 'vitest';
import { nearestRoute } from '../../../../src/operate/refused/nearest-route.js';

const ROUTES = [
  { name: 'leads', path: '/webhooks/actuallycare' },
  { name: 'builds', path: '/webhooks/github' },
  { name: 'orders', path: '/hooks/shop/orders' },
  { name: 'open', path: '/inbox/tickets/*' },
  { name: 'any' },
];

test.each([
  ['/webhooks/github/', 'builds'],
  ['/Webhooks/GitHub', 'builds'],
  ['//webhooks//github', 'builds'],
  ['/webhooks/githb', 'builds'],
  ['/github', 'builds'],
  ['/api/v2/hooks/orders', 'orders'],
  ['/webhooks/actually-care', 'leads'],
  ['/inbox/ticket', 'open'],
  ['/webhooks/stripe', undefined],
  ['/', undefined],
  ['/wp-login.php', undefined],
  [`/webhooks/github${'x'.repeat(200)}`, undefined],
])('%s: %s', (path, name) => {
  expect(nearestRoute(path, ROUTES)).toBe(name);
});

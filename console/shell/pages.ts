/** The pages, in the order of their questions: is it well, which delivery, why, how do I mend it. */
import type { ComponentType } from 'preact';
import type { Address } from '../address/address.js';
import type { Role } from '../api/types.js';
import { ConfigurationPage } from '../pages/configuration/configuration-page.js';
import { DeliveriesPage } from '../pages/deliveries/deliveries-page.js';
import { DeliveryPage } from '../pages/deliveries/delivery-page.js';
import { OverviewPage } from '../pages/overview/overview-page.js';
import { QueuePage } from '../pages/queue/queue-page.js';
import { RefusedDeliveryPage } from '../pages/refused/refused-delivery-page.js';
import { RefusedPage } from '../pages/refused/refused-page.js';
import { RunbookPage } from '../pages/runbook/runbook-page.js';
import { NotFoundPage } from './not-found-page.js';

export interface Page {
  /** First segment of its address. */
  readonly name: string;
  readonly title: string;
  readonly Page: ComponentType;
  /** The least that sees it; left out: all. */
  readonly role?: Role;
}

export const PAGES: readonly Page[] = [
  { name: '', title: 'Overview', Page: OverviewPage },
  { name: 'deliveries', title: 'Deliveries', Page: DeliveriesPage },
  { name: 'refused', title: 'Refused', Page: RefusedPage },
  { name: 'queue', title: 'Queue', Page: QueuePage },
  { name: 'configuration', title: 'Configuration', Page: ConfigurationPage, role: 'reader' },
];

/** Of one item of a list, whose id is the second segment. */
const ITEM_PAGES: readonly Page[] = [
  { name: 'deliveries', title: 'Delivery', Page: DeliveryPage },
  { name: 'refused', title: 'Refused delivery', Page: RefusedDeliveryPage },
  { name: 'runbook', title: 'Runbook', Page: RunbookPage },
];

const NOT_FOUND: Page = { name: 'not-found', title: 'No such page', Page: NotFoundPage };

export function pageOf({ path: [name = '', ...rest] }: Address): Page {
  const isItem = rest.some((segment) => segment !== '');
  const pages = isItem && name !== 'configuration' ? ITEM_PAGES : PAGES;
  return pages.find((page) => page.name === name) ?? NOT_FOUND;
}

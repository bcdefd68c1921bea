/** The scene's providers: a shop, whose secret changes in the middle of it, and somebody else, whose does not. */
import { randomBytes } from 'node:crypto';
import { signed, type Delivery } from './deliver.js';
import type { ReceiverName } from './demo-receivers.js';

/** A delivery with what the scene prints of it. */
export interface SceneDelivery extends Delivery {
  readonly route: string;
  readonly event: string;
  /** What it is about, in a word. */
  readonly about: string;
  /** The receivers that are to have it. */
  readonly wantedBy: readonly ReceiverName[];
}

/** What happens to an order, in turn. */
const SHOP_EVENTS = ['orders/create', 'orders/paid', 'customers/update', 'orders/fulfilled'] as const;
const FIRST_ORDER = 1001;
const GOODS = [
  { sku: 'TEA-0250', title: 'Green tea, 250 g', price: '12.40' },
  { sku: 'CUP-0004', title: 'Four cups', price: '38.00' },
  { sku: 'POT-0001', title: 'Teapot', price: '54.90' },
] as const;

export class Shop {
  #secret: string;
  #sent = 0;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** From now on it signs with this one. */
  changeSecret(secret: string): void {
    this.#secret = secret;
  }

  /** What happens next, signed. Sent again it is the same bytes under the same id, as its retries are. */
  next(): SceneDelivery {
    const n = this.#sent++;
    const event = SHOP_EVENTS[n % SHOP_EVENTS.length] ?? 'orders/create';
    const order = FIRST_ORDER + Math.floor(n / SHOP_EVENTS.length);
    const body = Buffer.from(JSON.stringify(dataOf(event, order)));
    return {
      ...{ route: 'orders', path: '/webhooks/shopify', event, about: `#${order}`, body },
      headers: {
        ...signed('shopify', this.#secret, event, body, Date.now()),
        'X-Shopify-Shop-Domain': 'tea.example',
        'X-Shopify-Event-Id': randomBytes(16).toString('hex'),
        'X-Forwarded-For': '203.0.113.20',
      },
      wantedBy: event.startsWith('orders/') ? ['crm', 'accounting'] : ['crm'],
    };
  }
}

function dataOf(event: (typeof SHOP_EVENTS)[number], order: number): Readonly<Record<string, unknown>> {
  const goods = GOODS[order % GOODS.length] ?? GOODS[0];
  const quantity = 1 + (order % 3);
  const total = (Number(goods.price) * quantity).toFixed(2);
  const customer = 7_301_400_000_000 + order;
  const at = new Date().toISOString();
  if (event === 'customers/update')
    return { id: customer, orders_count: 1, total_spent: total, currency: 'EUR', updated_at: at };
  return {
    ...{ id: 5_940_100_000_000 + order, name: `#${order}`, currency: 'EUR', total_price: total },
    financial_status: event === 'orders/create' ? 'pending' : 'paid',
    fulfillment_status: event === 'orders/fulfilled' ? 'fulfilled' : null,
    line_items: [{ ...goods, quantity }],
    ...{ customer: { id: customer }, updated_at: at },
  };
}

/** The last one is wanted by nobody here. */
const LEAD_EVENTS = ['lead.created', 'lead.updated', 'note.added'] as const;

/** ActuallyCare's, which goes well all the time. @param n which one, from 0 */
export function leadEvent(secret: string, n: number): SceneDelivery {
  const event = LEAD_EVENTS[n % LEAD_EVENTS.length] ?? 'lead.created';
  const lead = `lead_${1 + Math.floor(n / LEAD_EVENTS.length)}`;
  const about = { event, team_id: 'team_7', timestamp: new Date().toISOString(), data: { id: lead } };
  const body = Buffer.from(JSON.stringify(about));
  return {
    ...{ route: 'leads', path: '/webhooks/actuallycare', event, about: lead, body },
    headers: {
      ...signed('actuallycare', secret, event, body, Date.now()),
      'X-Forwarded-For': '198.51.100.7',
    },
    wantedBy: event.startsWith('lead.') ? ['svix'] : [],
  };
}

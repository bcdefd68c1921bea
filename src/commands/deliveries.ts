/** `deliveries`: the delivery log, filtered, or one delivery with its attempts. */
import type { DeliveryDetailView, DeliveryListView, DeliveryView } from '../http/api/view.js';
import { ApiClient } from './api-client.js';
import type { DELIVERIES } from './declared/operating.js';
import type { ArgsOf } from './frame/declaration.js';
import { deliveryText, othersText, printDeliveries } from './delivery-print.js';
import { expectPlace, filtersOf, limitOf } from './filters.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { jsonText } from './print.js';

export async function deliveries(
  { values, positionals: [id] }: ArgsOf<typeof DELIVERIES>,
  io: Io,
): Promise<ExitCode> {
  const asJson = values.output === 'json';
  const { destination } = values;
  const filters = { ...filtersOf(values, Date.now()), id: values.id, cursor: values.cursor };

  if (id !== undefined) {
    const narrower = { ...filters, route: undefined, limit: values.limit };
    if (Object.values(narrower).some((value) => value !== undefined))
      throw new UsageError('an id shows one delivery, so it goes with --route and --destination alone');
    const place = { route: values.route, destination };
    const client = new ApiClient(values.url, io);
    const detail = await client.get<DeliveryDetailView>(['deliveries', id], place);
    io.out(asJson ? jsonText(detail) : deliveryText(detail));
    if (!asJson && destination === undefined) io.out(othersText(detail, await sameId(client, detail)));
    return 0;
  }

  const limit = limitOf(values.limit);
  const client = new ApiClient(values.url, io);
  const list = await client.list<DeliveryView, DeliveryListView>(
    ['deliveries'],
    { ...filters, destination },
    limit,
  );
  if (list.data.length === 0) await expectPlace(client, values);
  printDeliveries(list, asJson, io);
  return 0;
}

/** More than a route has destinations. */
const MANY = 200;

async function sameId(client: ApiClient, { id, route }: DeliveryView): Promise<readonly DeliveryView[]> {
  if (id === null) return [];
  const { data } = await client.list<DeliveryView, DeliveryListView>(['deliveries'], { id, route }, MANY);
  return data;
}

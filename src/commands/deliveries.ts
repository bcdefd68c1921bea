/** `deliveries`: the delivery log, filtered, or one delivery with its attempts. */
import { parseArgs } from 'node:util';
import type { DeliveryDetailView, DeliveryView } from '../http/api/view.js';
import { API_OPTIONS, ApiClient } from './api-client.js';
import { PLACE_OPTIONS } from './each-id.js';
import { deliveryText, printDeliveries } from './delivery-print.js';
import { FILTER_OPTIONS, PAGE_OPTIONS, expectRoute, filtersOf, limitOf } from './filters.js';
import { UsageError, type ExitCode, type Io } from './io.js';
import { jsonText, wantsJson } from './print.js';

export async function deliveries(argv: readonly string[], io: Io): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...API_OPTIONS, ...PLACE_OPTIONS, ...FILTER_OPTIONS, ...PAGE_OPTIONS, id: { type: 'string' } },
  });
  const asJson = wantsJson(values.output);
  const [id] = positionals;
  if (positionals.length > 1)
    throw new UsageError('one id shows one delivery; --id ID lists all that have it');
  const filters = { ...filtersOf(values, Date.now()), id: values.id, cursor: values.cursor };

  if (id !== undefined) {
    const narrower = { ...filters, route: undefined, limit: values.limit };
    if (Object.values(narrower).some((value) => value !== undefined))
      throw new UsageError('an id shows one delivery, so it goes with --route and --destination alone');
    const place = { route: values.route, destination: values.destination };
    const detail = await new ApiClient(values.url, io).get<DeliveryDetailView>(['deliveries', id], place);
    io.out(asJson ? jsonText(detail) : deliveryText(detail));
    return 0;
  }

  if (values.destination !== undefined) throw new UsageError('--destination goes with an id');
  const limit = limitOf(values.limit);
  const client = new ApiClient(values.url, io);
  const list = await client.list<DeliveryView>(['deliveries'], filters, limit);
  if (list.data.length === 0) await expectRoute(client, values.route);
  printDeliveries(list, asJson, io);
  return 0;
}

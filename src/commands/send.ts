/** `send`: signs a test event and posts it as the provider would. */
import { randomHex } from '../gateway/random-hex.js';
import { testBody, testEventOf } from '../probe/test-body.js';
import type { Failure } from '../model/delivery.js';
import type { ReceiverAnswer } from '../model/outcome.js';
import { METHODS, type Method } from '../schemes/rules/method-rules.js';
import { createForwarder } from '../line/attempt/forward.js';
import type { SEND } from './declared/signing-commands.js';
import type { ArgsOf } from './frame/declaration.js';
import type { ExitCode, Io } from './io.js';
import { UsageError } from './io.js';
import { receiverAt } from './receiver-url.js';
import {
  bodyOf,
  eventIn,
  idOf,
  signerOf,
  signingContext,
  timestampOf,
  type SigningContext,
} from './signing.js';

const TIMEOUT_MS = 60_000;

export async function send({ values }: ArgsOf<typeof SEND>, io: Io): Promise<ExitCode> {
  const { url = '' } = values;
  const place = receiverAt(url, 'say where to send it with --url');
  const context = await signingContext(values, io);
  const at = timestampOf(values.timestamp);
  const method = methodOf(values.method, context);
  const body =
    method === 'GET'
      ? Buffer.alloc(0)
      : values.file === undefined
        ? Buffer.from(testBody(context.scheme.envelope, at, randomHex, { event: values.event }))
        : await bodyOf(values, io);

  const headers = ['user-agent', 'standard-webhooks-gateway/send'];
  if (method !== 'GET') headers.push('content-type', values['content-type']);
  const id = idOf(values);
  const event = values.event ?? eventIn(context.scheme, body) ?? testEventOf(context.scheme);
  const query = signerOf(context, place.url, method)({ id, event, body }, at, headers);

  const forwarder = createForwarder(
    { url, method, timeout: TIMEOUT_MS, resend: true, tls: undefined, proxy: undefined },
    () => performance.now(),
  );
  const startedAt = performance.now();
  const answer = await new Promise<ReceiverAnswer | Failure>((resolve) => {
    forwarder.forward(headers, body, query, resolve);
  });
  const tookMs = Math.round(performance.now() - startedAt);
  await forwarder.destroy();

  if ('kind' in answer) {
    io.err(`${url}: ${answer.kind} (${answer.reason}) after ${tookMs} ms\n`);
    return 1;
  }
  const text = answer.body.toString('utf8');
  if (values.output === 'json') {
    io.out(
      `${JSON.stringify({ status: answer.status, contentType: answer.contentType, body: text, tookMs })}\n`,
    );
  } else {
    io.out(`${answer.status} after ${tookMs} ms\n${text === '' ? '' : `${text}\n`}`);
  }
  return answer.status >= 200 && answer.status < 300 ? 0 : 1;
}

/** @throws UsageError for a method by which no delivery comes. */
function methodOf(given: string | undefined, { methods }: SigningContext): Method {
  const wanted = given ?? methods[0] ?? 'POST';
  const method = METHODS.find((one) => one === wanted);
  if (method === undefined) throw new UsageError(`--method is one of ${METHODS.join(', ')}`);
  return method;
}

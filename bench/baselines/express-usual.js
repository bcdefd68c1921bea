// The same service as it is usually written: express.raw, an HMAC compared in constant time, SET NX to remember, the
// svix library to sign, fetch to forward, a line on the console. It forgets its key when the receiver fails.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { Redis } from 'ioredis';
import { Webhook } from 'svix';

const { PORT, RECEIVER_URL, REDIS_URL, SOURCE_SECRET, RECEIVER_SECRET } = process.env;
const REMEMBER_SECONDS = 24 * 3600;
const redis = new Redis(REDIS_URL);
const webhook = new Webhook(RECEIVER_SECRET);
const app = express();

app.post('/hooks', express.raw({ type: '*/*', limit: '1mb' }), async (req, res) => {
  const expected = `sha256=${createHmac('sha256', SOURCE_SECRET).update(req.body).digest('hex')}`;
  const given = req.get('X-Webhook-Signature') ?? '';
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected))) {
    console.log(JSON.stringify({ time: new Date().toISOString(), outcome: 'invalid_signature' }));
    res.status(401).json({ error: 'invalid signature' });
    return;
  }
  const id = `msg_${createHash('sha256').update(req.body).digest('hex').slice(0, 32)}`;
  const key = `webhook:${id}`;
  if ((await redis.set(key, '1', 'EX', REMEMBER_SECONDS, 'NX')) === null) {
    console.log(JSON.stringify({ time: new Date().toISOString(), outcome: 'duplicate', id }));
    res.status(200).json({ status: 'duplicate' });
    return;
  }
  const { event } = JSON.parse(req.body.toString());
  const now = new Date();
  try {
    const answer = await fetch(`${RECEIVER_URL}/webhooks`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'svix-id': id,
        'svix-timestamp': String(Math.floor(now.getTime() / 1000)),
        'svix-signature': webhook.sign(id, now, req.body.toString()),
      },
      body: req.body,
    });
    const text = await answer.text();
    if (!answer.ok) await redis.del(key);
    console.log(
      JSON.stringify({ time: now.toISOString(), outcome: 'forwarded', id, event, status: answer.status }),
    );
    res.status(answer.status).type('json').send(text);
  } catch (error) {
    await redis.del(key);
    console.log(JSON.stringify({ time: now.toISOString(), outcome: 'failed', id, error: String(error) }));
    res.status(502).json({ error: 'receiver unreachable' });
  }
});

app.listen(Number(PORT), '127.0.0.1');

/** A server that speaks Redis's protocol and says no, in all the ways in which a Redis that is there may be of no use. */
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What comes back for a command: the bytes of a reply, nothing ever, or the end in the middle of a reply. */
type Reply = { readonly bytes: string } | 'hung' | 'cut';

export interface FakeRedis {
  readonly url: string;
  readonly port: number;
  /** Commands that came, as they were written, the name in lower case. */
  readonly asked: readonly (readonly string[])[];
  /** From now on. */
  answer: (command: readonly string[]) => Reply;
  close(): Promise<void>;
}

/** To every command: an error, as the server writes it without its `-`. */
export function refusing(error: string): () => Reply {
  return () => refusal(error);
}

function refusal(error: string): Reply {
  return { bytes: `-${error}\r\n` };
}

export const OK: Reply = { bytes: '+OK\r\n' };

export async function startFakeRedis(answer: FakeRedis['answer'], port = 0): Promise<FakeRedis> {
  const asked: (readonly string[])[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.setEncoding('latin1').on('data', (piece: string) => {
      rest += piece;
      for (let found = readCommand(rest); found; found = readCommand(rest)) {
        rest = rest.slice(found.length);
        const [name = '', ...args] = found.command;
        const command = [name.toLowerCase(), ...args];
        asked.push(command);
        const reply = fake.answer(command);
        if (reply === 'cut') socket.end('$100\r\nbeginning');
        else if (reply !== 'hung' && !socket.destroyed) socket.write(reply.bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const fake: FakeRedis = {
    port: (server.address() as AddressInfo).port,
    get url() {
      return `redis://127.0.0.1:${this.port}`;
    },
    asked,
    answer,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return fake;
}

/** The first command in a text of the form `*2\r\n$3\r\nGET\r\n$1\r\nk\r\n`; undefined while it is not whole. */
function readCommand(text: string): { command: string[]; length: number } | undefined {
  let at = 0;
  const number = (): number => {
    const end = text.indexOf('\r\n', at);
    const value = end < 0 ? NaN : Number(text.slice(at + 1, end));
    at = end + 2;
    return value;
  };
  const count = number();
  const command: string[] = [];
  while (command.length < count) {
    const length = number();
    if (!(text.length >= at + length + 2)) return undefined;
    command.push(text.slice(at, at + length));
    at += length + 2;
  }
  return Number.isNaN(count) ? undefined : { command, length: at };
}

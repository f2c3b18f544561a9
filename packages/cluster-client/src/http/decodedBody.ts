import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';

const MAX_BODY_BYTES = 128 * 1024 * 1024;

/** The answer's bytes, unpacked as they arrive: a compressed watch must not wait for its end. */
export function decodedBody(message: IncomingMessage): Readable {
  if (message.headers['content-encoding'] !== 'gzip') {
    return message;
  }
  const gunzip = createGunzip({ flush: constants.Z_SYNC_FLUSH });
  // pipeline destroys both ends with the error, which whoever reads the unpacked side then sees.
  pipeline(message, gunzip, () => {});
  return gunzip;
}

/** The whole answer as text. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decodedBody(message) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      message.destroy();
      throw new Error('The answer is larger than 128 MiB.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

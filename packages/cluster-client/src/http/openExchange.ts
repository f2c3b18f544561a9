import {
  request as httpRequest,
  type Agent as HttpAgent,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest, type Agent as HttpsAgent } from 'node:https';

export interface ExchangeOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent | HttpsAgent;
  readonly signal: AbortSignal;
  /** GET when absent. Only requests that may be sent twice are sent here. */
  readonly method?: 'GET' | 'PATCH' | 'DELETE';
  readonly body?: string;
}

/**
 * Sends one request and resolves with the answer's head. A kept-alive socket that the server closed at the same moment is
 * not a failure of the server: the request goes out once more.
 */
export async function openExchange(
  options: ExchangeOptions,
): Promise<IncomingMessage> {
  const first = await sendOnce(options);
  if (first.message) {
    return first.message;
  }
  if (first.reusedSocket && !options.signal.aborted) {
    const second = await sendOnce(options);
    if (second.message) {
      return second.message;
    }
    throw second.error;
  }
  throw first.error;
}

type Outcome =
  | { message: IncomingMessage }
  | { message?: undefined; error: Error; reusedSocket: boolean };

function sendOnce(options: ExchangeOptions): Promise<Outcome> {
  const { url, headers, agent, signal, method = 'GET', body } = options;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise(resolve => {
    const request = send(url, {
      method,
      headers: { ...headers, ...lengthOf(body) },
      agent,
      signal,
    });
    request.once('response', message => resolve({ message }));
    request.on('error', error =>
      resolve({ error, reusedSocket: request.reusedSocket }),
    );
    request.end(body);
  });
}

/** Node frames the body of a DELETE in no way by itself: the server would take it for the next request. */
function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined
    ? {}
    : { 'content-length': String(Buffer.byteLength(body)) };
}

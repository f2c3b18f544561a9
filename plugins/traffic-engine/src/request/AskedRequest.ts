/** A request as a client sends it, read from a question: names in lower case, without the port in the host. */
export interface AskedRequest {
  readonly scheme: 'http' | 'https' | 'grpc' | 'grpcs' | 'tls' | 'tcp' | 'udp';
  /** '' when the URL has none, as for `tcp://:5432`. */
  readonly host: string;
  /** The scheme's own where the URL names none. */
  readonly port: number;
  readonly method: string;
  /** As sent: percent-encoded, beginning with `/`, without the query. */
  readonly path: string;
  /** Without the question mark; '' when there is none. */
  readonly query: string;
  /** Names in lower case; values of repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The server name of the TLS handshake; absent without TLS. */
  readonly sni?: string;
  readonly clientAddress?: string;
}

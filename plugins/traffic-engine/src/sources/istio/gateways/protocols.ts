/** The protocols of a server's port that are HTTP in plain text. */
export const HTTP_PROTOCOLS: readonly string[] = [
  'HTTP',
  'HTTP2',
  'GRPC',
  'GRPC-WEB',
  'HTTP_PROXY',
];

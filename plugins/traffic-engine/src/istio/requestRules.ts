import type { AuthorizationRule } from './facts/authorizationPolicies';

/** Fields of sources and operations that go by the request and not by the connection. */
const REQUEST_FIELDS: readonly string[] = [
  'requestPrincipals',
  'notRequestPrincipals',
  'remoteIpBlocks',
  'notRemoteIpBlocks',
  'hosts',
  'notHosts',
  'methods',
  'notMethods',
  'paths',
  'notPaths',
];
/** Attributes of `when` that ztunnel knows. */
const CONNECTION_KEYS: readonly string[] = [
  'source.ip',
  'source.namespace',
  'source.principal',
  'destination.ip',
  'destination.port',
];

/** What a rule asks of a request, which ztunnel does not see: names of fields and attributes (istiod, handleRule). */
export function listRequestFields({
  from,
  to,
  when,
}: AuthorizationRule): readonly string[] {
  const parts = [
    ...from.map(({ source }) => source),
    ...to.map(({ operation }) => operation),
  ];
  const fields = parts.flatMap(part =>
    Object.entries(part ?? {}).flatMap(([field, values]) =>
      REQUEST_FIELDS.includes(field) && values.length > 0 ? [field] : [],
    ),
  );
  const keys = when.flatMap(({ key }) =>
    CONNECTION_KEYS.includes(key) ? [] : [key],
  );
  return [...new Set([...fields, ...keys])];
}

import type { MinedEndpoint, MinedFacts } from '../../snapshot/ObjectFacts';

/** More endpoints than anybody would read: a list of blocked sites, say. */
const MAX_ENDPOINTS = 200;

/** The facts without repetitions; undefined when nothing was found, so that most objects carry none. */
export function toMinedFacts(facts: MinedFacts): MinedFacts | undefined {
  const unique = new Map<string, MinedEndpoint>();
  for (const endpoint of facts.endpoints) {
    const { path, scheme = '', host, port = '', requestPath = '' } = endpoint;
    unique.set([path, scheme, host, port, requestPath].join(' '), endpoint);
  }
  const all = [...unique.values()];
  const endpoints = all.slice(0, MAX_ENDPOINTS);
  const cut =
    all.length > MAX_ENDPOINTS
      ? [...facts.cut, { path: all[MAX_ENDPOINTS].path, searchedChars: 0 }]
      : facts.cut;
  const { configMaps, secrets } = facts;
  return endpoints.length + configMaps.length + secrets.length + cut.length > 0
    ? { endpoints, configMaps, secrets, cut }
    : undefined;
}

import type { Dependency, Provenance } from '@portolan/plugin-traffic-common';
import { parse } from 'tldts';
import { refKey } from '../../model/refs';
import { groupBy } from '../../snapshot/groupBy';
import type { Check } from '../Check';
import { nameOf } from '../dependencyWords';

/** A workload is configured with a URL of plain HTTP to a host of the internet. */
export const plaintextConfigured: Check = {
  id: 'plaintext-configured',
  code: 'TRF411',
  severity: 'warning',
  title: 'Plain HTTP configured to a host outside',
  message:
    '{{workloads}} is configured with {{url}}: what it sends there can be read and changed on the way.',
  fix: 'Write https:// where the host serves it, or let an egress gateway add TLS.',
  reads: [],
  run: ({ model }) => {
    const hits = model.dependencies
      .filter(isPlain)
      .flatMap(dependency =>
        dependency.evidence.flatMap(({ provenance, detail }) =>
          provenance && detail?.startsWith('http://')
            ? [{ dependency, at: provenance, url: detail }]
            : [],
        ),
      );
    return [
      ...groupBy(hits, ({ at, url }) => `${placeOf(at)} ${url}`).values(),
    ].map(cause => ({
      at: cause[0].at,
      params: {
        workloads: [
          ...new Set(
            cause.map(({ dependency }) => nameOf(dependency.workload)),
          ),
        ]
          .sort()
          .join(', '),
        url: cause[0].url,
      },
      entities: [
        ...new Set(cause.flatMap(({ dependency }) => dependency.entities)),
      ].sort(),
    }));
  },
};

/**
 * Configuration alone says so: what a mesh declares of a host may add TLS in ways that are not followed. A host without a
 * public domain is somebody's own network, and one of ours has a check of its own.
 */
function isPlain(dependency: Dependency): boolean {
  const { destination, evidence, tls, hairpin, via } = dependency;
  return (
    destination.kind === 'host' &&
    parse(destination.host).isIcann === true &&
    tls === undefined &&
    hairpin === undefined &&
    via.kind !== 'egress-gateway' &&
    via.kind !== 'waypoint' &&
    evidence.every(({ rung }) =>
      ['mined', 'permitted', 'observed'].includes(rung),
    )
  );
}

function placeOf({ object, path }: Provenance): string {
  return `${refKey(object)} ${path}`;
}

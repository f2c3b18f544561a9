import type { Evidence } from '@portolan/plugin-traffic-common';
import { transportOf } from '../../ingest/mining/schemes';
import type { DependencyDraft } from '../../model/drafts';
import { at } from '../../model/refs';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { WorkloadFact } from '../../topology/workloadIndex';
import type { SourceProblem } from '../Source';
import {
  minedValues,
  type FoundEndpoint,
  type MinedValues,
} from './minedValues';
import { resolveHost } from './resolveHost';

const SOURCE_ID = 'configuration';

/** The ways out that one workload's configuration names, and what of it was not searched or cannot be told. */
export function draftWorkload(
  snapshot: ClusterSnapshot,
  workload: WorkloadFact,
): {
  readonly dependencies: readonly DependencyDraft[];
  readonly problems: readonly SourceProblem[];
} {
  const { ref } = workload;
  const { endpoints, cut, secrets } = minedValues(snapshot, workload);
  const problems: SourceProblem[] = secrets.map(notRead);
  problems.push(
    ...cut.map(
      ({ object, path, searchedChars }): SourceProblem => ({
        severity: 'info',
        object,
        path,
        message:
          searchedChars === 0
            ? 'This value was not searched for hosts: it, or all that its object holds, is too long or names too many.'
            : `Only the first ${searchedChars} characters of this value were searched for hosts.`,
      }),
    ),
  );
  const dependencies = endpoints.flatMap((endpoint): DependencyDraft[] => {
    const found = resolveHost(snapshot, endpoint, ref.namespace);
    if (found.state === 'ambiguous') {
      problems.push({
        severity: 'info',
        object: endpoint.object,
        path: endpoint.path,
        message: `Whether ${endpoint.host} is a Service or a host outside is not known, because neither Services nor Namespaces are.`,
      });
    }
    return found.state === 'resolved'
      ? [
          {
            cluster: snapshot.cluster,
            workload: ref,
            destination: found.destination,
            port: endpoint.port ?? null,
            protocol:
              endpoint.port === undefined && endpoint.scheme === undefined
                ? null
                : transportOf(endpoint.scheme),
            evidence: [evidenceOf(endpoint)],
            declared: { answer: 'yes' },
          },
        ]
      : [];
  });
  return { dependencies, problems };
}

function notRead({
  object,
  path,
  variables,
}: MinedValues['secrets'][number]): SourceProblem {
  return {
    severity: 'info',
    object,
    path,
    message: `${
      variables ? `${variables.join(', ')} is` : 'All of these variables are'
    } in a Secret: not read, so where it leads is not known.`,
  };
}

function evidenceOf(endpoint: FoundEndpoint): Evidence {
  const { object, path, scheme, host, port, requestPath } = endpoint;
  const address = host.includes(':') ? `[${host}]` : host;
  return {
    rung: 'mined',
    source: SOURCE_ID,
    provenance: at(SOURCE_ID, object)(path),
    detail: [
      scheme === undefined ? '' : `${scheme}://`,
      address,
      port === undefined ? '' : `:${port}`,
      requestPath ?? '',
    ].join(''),
    ...(requestPath !== undefined && { requestPath }),
  };
}

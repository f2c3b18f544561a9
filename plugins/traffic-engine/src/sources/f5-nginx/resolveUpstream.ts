import { selectSubset } from '../../istio/subsetPods';
import { SERVICE } from '../../kinds/coreKinds';
import type { BackendDraft } from '../../model/drafts';
import { at, refOf } from '../../model/refs';
import { lookUp } from '../../references/lookUp';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import {
  readFlag,
  readLabels,
  readList,
  readNumber,
  readText,
} from '../../snapshot/read';
import { serviceFact } from '../../topology/Service';
import type { F5Object } from '../../f5/F5Object';
import { SOURCE_ID } from './kinds';

/** An upstream of an object by its name, and where it is written. */
export function findUpstream(
  { spec }: Pick<F5Object, 'spec'>,
  name: string,
): { upstream: unknown; path: string } | undefined {
  const upstreams = readList(spec, 'upstreams');
  const index = upstreams.findIndex(each => readText(each, 'name') === name);
  return index < 0
    ? undefined
    : { upstream: upstreams[index], path: `spec.upstreams[${index}]` };
}

/** The Service behind an upstream, which another namespace may hold (`ns/name`); its port is a number of the Service. */
export function resolveUpstream(
  snapshot: ClusterSnapshot,
  owner: F5Object,
  options: { upstream: string; weight: number; path: string },
): BackendDraft {
  const { weight, path } = options;
  const upstream = findUpstream(owner, options.upstream)?.upstream;
  const service = readText(upstream, 'service') ?? '';
  const slash = service.indexOf('/');
  const namespace =
    slash < 0 ? owner.object.namespace : service.slice(0, slash);
  const name = service.slice(slash + 1);
  const port = readNumber(upstream, 'port') ?? null;
  const ref = refOf(snapshot.cluster, SERVICE, namespace, name);
  const draft = {
    ref,
    port,
    weight,
    share: weight / 100,
    provenance: at(SOURCE_ID, owner.object)(path),
  };
  const found = lookUp(snapshot, SERVICE, namespace, name);
  if (found.state !== 'resolved') {
    const reason = found.state === 'missing' ? 'BackendNotFound' : null;
    return { ...draft, reason, target: found };
  }
  const fact = serviceFact(found.value);
  if (port === null || !fact.ports.some(each => each.port === port)) {
    return fact.type === 'ExternalName' && port !== null
      ? { ...draft, reason: null, target: resolved(ref, port) }
      : {
          ...draft,
          reason: 'BackendPortNotFound',
          target: { state: 'missing', ref },
        };
  }
  const subselector = readLabels(upstream, 'subselector');
  if (
    Object.keys(subselector).length === 0 ||
    readFlag(upstream, 'use-cluster-ip') === true
  ) {
    return { ...draft, reason: null, target: resolved(ref, port) };
  }
  const { endpoints, workloads } = selectSubset(snapshot, fact, subselector);
  return {
    ...draft,
    reason: null,
    target: resolved(ref, port),
    endpoints,
    workloads: workloads.map(workload => workload.ref),
  };
}

function resolved(
  service: BackendDraft['ref'],
  servicePort: number,
): BackendDraft['target'] {
  return { state: 'resolved', value: { service, servicePort } };
}

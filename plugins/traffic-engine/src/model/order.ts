import type {
  Attachment,
  Dependency,
  Gateway,
  Listener,
  Policy,
  Route,
  Workload,
} from '@portolan/plugin-traffic-common';
import { compareText } from '../snapshot/compareText';
import type { SourceProblem } from '../sources/Source';
import { compareRefs } from './refs';

export function compareGateways(a: Gateway, b: Gateway): number {
  return compareRefs(a.ref, b.ref);
}

/** Names of listeners may repeat across the sets of a Gateway. */
export function compareListeners(a: Listener, b: Listener): number {
  return (
    compareRefs(a.gateway, b.gateway) ||
    a.port - b.port ||
    compareText(a.name, b.name) ||
    compareRefs(a.provenance.object, b.provenance.object)
  );
}

export function compareAttachments(a: Attachment, b: Attachment): number {
  return (
    compareRefs(a.route, b.route) ||
    compareText(a.provenance.path, b.provenance.path)
  );
}

/** By what people look for first: host, then path, then cluster; the id makes it total. */
export function compareRoutes(a: Route, b: Route): number {
  return (
    compareText(a.host.value, b.host.value) ||
    compareText(a.match.path?.value ?? '', b.match.path?.value ?? '') ||
    compareText(a.cluster, b.cluster) ||
    compareText(a.id, b.id)
  );
}

export function comparePolicies(a: Policy, b: Policy): number {
  return compareRefs(a.object, b.object);
}

export function compareWorkloads(a: Workload, b: Workload): number {
  return compareRefs(a.ref, b.ref);
}

export function compareDependencies(a: Dependency, b: Dependency): number {
  return compareText(a.id, b.id);
}

export function compareProblems(a: SourceProblem, b: SourceProblem): number {
  return (
    compareRefs(a.object, b.object) ||
    compareText(a.path, b.path) ||
    compareText(a.message, b.message)
  );
}

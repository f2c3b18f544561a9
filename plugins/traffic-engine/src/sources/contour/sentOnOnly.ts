import type { BackendDraft } from '../../model/drafts';
import type { ClusterSnapshot } from '../../snapshot/ClusterSnapshot';
import type { ContourRule, Fault } from './ContourRule';
import { resolveBackends, servicesOf } from './resolveBackends';
import { schemesOf } from './schemesOf';

/** A rule of which every way only sends on to https, with the Services that it names and no request gets to. */
export interface SentOn {
  readonly rule: ContourRule;
  readonly backends: readonly BackendDraft[];
}

/**
 * The rules beside a `tcpproxy` or passthrough that no route shows with their Services: Contour looks those up all the same, and
 * calls the HTTPProxy invalid for one that is not there.
 */
export function sentOnOnly(
  snapshot: ClusterSnapshot,
  rules: readonly ContourRule[],
): readonly SentOn[] {
  return rules.flatMap(rule =>
    rule.root !== null &&
    rule.door.state !== 'detached' &&
    schemesOf(rule).every(({ redirect }) => redirect !== null)
      ? [
          {
            rule,
            backends: resolveBackends(snapshot, {
              proxy: rule.proxy,
              path: rule.path,
              services: servicesOf(rule.route),
            }),
          },
        ]
      : [],
  );
}

/** What Contour says against them. */
export function faultsOfSentOn(sentOn: readonly SentOn[]): readonly Fault[] {
  return sentOn.flatMap(({ rule: { proxy }, backends }) =>
    backends
      .filter(({ reason }) => reason !== null)
      .map(({ ref, port, provenance }) => ({
        proxy,
        path: provenance.path,
        reason: 'ServiceUnresolvedReference',
        message: `There is no port ${port ?? ''} of a Service ${
          ref.namespace
        }/${
          ref.name
        }. No request gets there, as the route only sends on to https.`,
      })),
  );
}

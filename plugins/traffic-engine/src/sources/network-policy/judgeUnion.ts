import type { LayerVerdict } from '@portolan/plugin-traffic-common';
import { layerAnswer } from '../../egress/layerAnswer';
import type { NamespaceLabels } from '../../egress/namespaceLabels';
import type { PodEnd } from '../../egress/podGroups';
import { firstDoubt } from '../../match/Match';
import type { ConnectionEnd, LayerAnswer, Outcome } from '../../model/drafts';
import { at } from '../../model/refs';
import type { Isolation } from './isolations';
import type { Opening } from './openings';
import { LAYER } from './PolicyFact';

/** The union over all policies that isolate the subject, as the set of outcomes that are possible. */
export function judgeUnion(options: {
  direction: LayerVerdict['direction'];
  subject: PodEnd;
  other: ConnectionEnd;
  isolations: readonly Isolation[];
  openings: readonly Opening[];
  namespaces: NamespaceLabels;
}): LayerAnswer {
  const { direction, subject, other, isolations, openings, namespaces } =
    options;
  const surely = openings.filter(
    ({ isolation, match }) => isolation.sure && match === 'yes',
  );
  if (surely.length > 0) {
    return layerAnswer({
      layer: LAYER,
      direction,
      outcomes: subject.hostNetwork ? ['allow', 'pass'] : ['allow'],
      code: 'rule-allows',
      rules: surely.map(({ rule }) => rule),
    });
  }
  const isolated = isolations.some(({ sure }) => sure);
  const mayDeny =
    isolated ||
    isolations.some(
      isolation =>
        !openings.some(
          opening => opening.isolation === isolation && opening.match === 'yes',
        ),
    );
  const onHost =
    subject.hostNetwork || (other.kind === 'pod' && other.hostNetwork);
  const outcomes: Outcome[] = [
    ...(isolated && !subject.hostNetwork ? [] : (['pass'] as const)),
    ...(openings.length > 0 || (mayDeny && onHost) ? (['allow'] as const) : []),
    ...(mayDeny ? (['deny'] as const) : []),
  ];
  const doubt =
    firstDoubt(openings.map(({ match }) => match)) ??
    (isolated ? undefined : 'policy-not-readable') ??
    (onHost ? 'depends-on-cni' : undefined);
  const doubtful = openings.map(({ rule }) => rule);
  return layerAnswer({
    layer: LAYER,
    direction,
    outcomes,
    code: mayDeny ? doubt ?? 'no-rule-allows' : 'rule-allows',
    rules:
      doubtful.length > 0
        ? doubtful
        : isolations.map(isolation =>
            at(LAYER, isolation.policy.ref)(isolation.direction.path),
          ),
    ...(doubt === 'kind-not-known' ? { because: namespaces.status } : {}),
  });
}

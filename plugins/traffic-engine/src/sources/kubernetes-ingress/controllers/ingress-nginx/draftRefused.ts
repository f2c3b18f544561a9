import type { RouteDraft } from '../../../../model/drafts';
import { expandRules } from '../../expandRules';
import { annotationPath, type IngressFact } from '../../facts/IngressFact';
import { resolveBackend } from '../../resolveBackend';
import { draftRoute } from '../../routes/draftRoute';
import type { ClassDoor } from '../IngressController';
import { findRefusedValue } from './acceptedValues';
import { annotationKey } from './annotations';
import { pathTypeOf } from './servers';

/** The ways in of an Ingress that the controller leaves out for the value of one annotation. */
export function draftRefused(
  door: ClassDoor,
  fact: IngressFact,
): readonly RouteDraft[] {
  const refused = findRefusedValue(fact);
  if (refused === undefined) {
    return [];
  }
  const annotation = annotationKey(refused);
  return draftLeftOut(door, fact, {
    reason: `it does not accept the value of ${refused}`,
    params: { annotation },
    at: annotationPath(annotation),
  });
}

/** The ways in of an Ingress that the controller leaves out, and the field for which it does. */
export function draftLeftOut(
  door: ClassDoor,
  fact: IngressFact,
  why: {
    readonly reason: string;
    readonly params: Readonly<Record<string, string>>;
    readonly at: string;
  },
): readonly RouteDraft[] {
  const verdict = {
    state: 'detached' as const,
    reasons: [
      {
        code: 'NotAttached' as const,
        params: {
          by: 'ingress-nginx',
          reason: why.reason,
          ...why.params,
        },
      },
    ],
  };
  return expandRules(fact.spec).ways.map(way => {
    const backend = resolveBackend({
      snapshot: door.snapshot,
      namespace: fact.object.namespace,
      backend: way.backend,
      provenance: fact.at(way.backendPath),
      findsTargetPorts: true,
    });
    return draftRoute(door, {
      fact,
      scheme: way.scheme,
      host: way.host,
      path: way.path && {
        type: pathTypeOf(way.path) === 'Exact' ? 'Exact' : 'PathPrefix',
        value: way.path.path || '/',
      },
      ruleIndex: way.ruleIndex,
      matchIndex: way.matchIndex,
      secrets: way.secretNames.map(name => ({
        namespace: fact.object.namespace,
        name,
      })),
      backends: backend ? [backend] : [],
      verdict,
      provenance: [...way.paths.map(path => fact.at(path)), fact.at(why.at)],
    });
  });
}

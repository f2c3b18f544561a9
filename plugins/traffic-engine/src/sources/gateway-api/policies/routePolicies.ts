import type { Provenance, RoutePolicy } from '@portolan/plugin-traffic-common';
import { AS_BACKEND } from '../../../kinds/gatewayApiKinds';
import type { PolicyTarget } from '../../../model/drafts';
import { at, refOf } from '../../../model/refs';
import type { RuleFact } from '../facts/routeFact';
import type { GatewayEntry, ListenerEntry } from '../gateways/GatewayEntry';
import { lacksFeature } from '../gateways/GatewayEntry';
import { validationOf } from '../gateways/judgeListeners';
import { isEnvoyGateway } from '../gateways/vendor';
import { GATEWAY_CLASS, SOURCE_ID } from '../kinds';
import type { RouteEntry } from '../routes/RouteEntry';
import type { BackendTlsPolicies } from './backendTlsPolicies';

/** What holds for all routes behind one listener. */
export interface ListenerPolicies {
  readonly policies: readonly RoutePolicy[];
  /** Nearest first: the listener, the object it is written in, the class. */
  readonly targets: readonly PolicyTarget[];
  readonly notInterpreted: readonly Provenance[];
}

const NO_POLICIES: readonly RoutePolicy[] = [];

export const NO_LISTENER: ListenerPolicies = {
  policies: [],
  targets: [],
  notInterpreted: [],
};

/**
 * A ListenerSet's listeners get the policies of the set: those of the Gateway are not inherited (GEP-1713), but where Envoy
 * Gateway serves, which has the Gateway's for what the set has none for.
 */
export function policiesOfListener(listener: ListenerEntry): ListenerPolicies {
  const { gateway, owner, fact } = listener;
  const { cluster } = gateway.ref;
  return {
    policies: clientCertificates(listener),
    targets: [
      { ref: owner, section: fact.name },
      { ref: owner },
      ...(owner !== gateway.ref &&
      isEnvoyGateway(gateway.gatewayClass.controller)
        ? [{ ref: gateway.ref }]
        : []),
      { ref: refOf(cluster, GATEWAY_CLASS, '', gateway.gatewayClass.name) },
    ],
    notInterpreted: fact.tls?.hasOptions
      ? [at(SOURCE_ID, owner)(`${fact.path}.tls.options`)]
      : [],
  };
}

/** How clients must prove who they are (GEP-91); the Gateway's setting holds for its own HTTPS listeners. */
function clientCertificates({
  gateway,
  owner,
  fact,
}: ListenerEntry): readonly RoutePolicy[] {
  const validation =
    owner === gateway.ref ? validationOf(gateway.fact, fact) : undefined;
  if (!validation) {
    return [];
  }
  const { allowsInsecure, authorities, path } = validation;
  const names = authorities.map(({ kind, name }) => `${kind} ${name}`);
  return [
    {
      aspect: 'client-certificate',
      summary: `client certificate ${
        allowsInsecure ? 'asked for, not required' : 'required'
      }${names.length > 0 ? `, signed by ${names.join(', ')}` : ''}`,
      params: {
        mode: allowsInsecure ? 'AllowInsecureFallback' : 'AllowValidOnly',
        ...(names.length > 0 ? { caCertificateRefs: names.join(', ') } : {}),
      },
      state: 'in-force',
      setBy: at(SOURCE_ID, owner)(path),
    },
  ];
}

/**
 * What one rule sets for its requests; `unknown` where the class says that it does not support it, since what a controller
 * then does with the field is its own. An invalid rule is dropped, so that it sets nothing.
 */
export function policiesOfRule(
  { ref, fact, rules }: RouteEntry,
  options: {
    ruleIndex: number;
    gateway: GatewayEntry | undefined;
    backendTls: BackendTlsPolicies;
  },
): readonly RoutePolicy[] {
  const { ruleIndex, gateway, backendTls } = options;
  const { fault, settings } = fact.rules[ruleIndex];
  if (fault) {
    return [];
  }
  const { backends } = rules[ruleIndex];
  if (settings.length === 0 && backends.length === 0) {
    return NO_POLICIES;
  }
  const provenance = at(SOURCE_ID, ref);
  const own = settings.map(
    ({ path, needs, ...setting }): RoutePolicy => ({
      ...setting,
      state:
        needs && gateway && lacksFeature(gateway.gatewayClass, needs)
          ? 'unknown'
          : 'in-force',
      setBy: provenance(path),
    }),
  );
  for (const { draft } of backends) {
    if (draft.target.state === 'resolved') {
      own.push(...backendTls.settingsFor(gateway, draft.target.value));
    }
  }
  return own;
}

/**
 * What policies for a rule may target, nearest first: the extensions that it names, the rule by its name, the route, its
 * backends.
 */
export function targetsOfRule(
  ref: RouteEntry['ref'],
  { extensions, name, backendRefs }: RuleFact,
): readonly PolicyTarget[] {
  const { cluster } = ref;
  return [
    ...extensions.flatMap(extension =>
      extension.name
        ? {
            ref: {
              cluster,
              group: extension.group,
              kind: extension.kind,
              namespace: ref.namespace,
              name: extension.name,
            },
          }
        : [],
    ),
    ...(name ? [{ ref, section: name }] : []),
    { ref },
    ...backendRefs.map(({ group, kind, namespace, name: backend }) => ({
      ref: { cluster, group, kind, namespace, name: backend },
      section: AS_BACKEND,
    })),
  ];
}

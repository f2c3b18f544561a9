import type {
  Entry,
  Provenance,
  Route,
  Tls,
} from '@portolan/plugin-traffic-common';
import type { RouteDraft } from '../../../model/drafts';
import { at } from '../../../model/refs';
import type { ListenerEntry } from '../gateways/GatewayEntry';
import { SOURCE_ID } from '../kinds';
import {
  NO_LISTENER,
  policiesOfListener,
  type ListenerPolicies,
} from '../policies/routePolicies';
import { exposureOf } from '../../../match/addressExposure';
import type { ParentEntry } from './RouteEntry';

/** The part of a draft that all matches behind one door share. */
export interface Door
  extends Pick<
    RouteDraft,
    'scheme' | 'port' | 'entry' | 'addresses' | 'exposure' | 'tls'
  > {
  readonly id: string;
  readonly provenance: readonly Provenance[];
  readonly held: ListenerPolicies;
}

/** The door of a listener; made once for all its routes. */
export function openDoor(listener: ListenerEntry): Door {
  const { gateway, fact, owner } = listener;
  const addresses = [...gateway.fact.addresses];
  return {
    id: doorId(listener),
    scheme: schemeOf(listener),
    port: fact.port,
    entry: entryOf(listener),
    addresses,
    exposure: exposureOf(addresses),
    tls: tlsOf(listener),
    provenance: [at(SOURCE_ID, owner)(fact.path)],
    held: policiesOfListener(listener),
  };
}

/** Unique in a cluster; names of listeners may repeat across the sets of a Gateway. */
export function doorId({ gateway, fact, owner }: ListenerEntry): string {
  const set =
    owner === gateway.ref
      ? ''
      : `${owner.kind}/${owner.namespace}/${owner.name}/`;
  return `${gateway.ref.namespace}/${gateway.ref.name}/${set}${fact.name}`;
}

/** The door of a parent that takes nothing: what its parentRef says of the way there, and no entry. */
export function closedDoor({ parentRef, gateway, index }: ParentEntry): Door {
  const named = gateway?.listeners.find(
    ({ fact }) =>
      (parentRef.sectionName ?? fact.name) === fact.name &&
      (parentRef.port ?? fact.port) === fact.port,
  );
  return {
    id: `${parentRef.namespace}/${parentRef.name}/closed.${index}`,
    scheme: named ? schemeOf(named) : 'http',
    port: named?.fact.port ?? parentRef.port,
    entry: null,
    addresses: [],
    exposure: 'unknown',
    tls: { mode: 'none', certificates: [] },
    provenance: [],
    held: NO_LISTENER,
  };
}

/** The listener as an answer names it. */
export function entryOf({ gateway, fact, owner }: ListenerEntry): Entry {
  return {
    kind: 'listener',
    gateway: gateway.ref,
    ...(owner !== gateway.ref && { listenerSet: owner }),
    listener: fact.name,
    className: gateway.gatewayClass.name,
    controller: gateway.gatewayClass.controller,
  };
}

/** What the listener does with TLS; a protocol that has none of it does nothing. */
export function tlsOf({ fact, verdict }: ListenerEntry): Tls {
  const { protocol, tls } = fact;
  if (protocol !== 'HTTPS' && protocol !== 'TLS') {
    return { mode: 'none', certificates: [] };
  }
  return {
    mode: tls?.mode === 'Passthrough' ? 'passthrough' : 'terminate',
    certificates: [...verdict.certificates],
  };
}

const SCHEMES: Readonly<Record<string, Route['scheme']>> = {
  HTTP: 'http',
  HTTPS: 'https',
  TLS: 'tls',
  TCP: 'tcp',
  UDP: 'udp',
};

function schemeOf({ fact }: ListenerEntry): Route['scheme'] {
  return SCHEMES[fact.protocol] ?? 'http';
}

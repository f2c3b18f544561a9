import type { Certificate, Condition } from '@portolan/plugin-traffic-common';
import type {
  ClientValidationFact,
  GatewayFact,
  ListenerFact,
} from '../facts/gatewayFact';
import {
  resolveAuthority,
  resolveCertificate,
  toCertificate,
  type CertificateLookUp,
  type CertificateState,
} from './certificates';
import {
  lacksFeature,
  type ClassEntry,
  type ListenerVerdict,
} from './GatewayEntry';
import {
  findConflicts,
  findTaken,
  type ConflictReason,
} from './listenerConflicts';
import { allowedKinds, kindsOfProtocol } from './listenerKinds';
import { isOfVendor } from './vendor';

type Outcome = Pick<Condition, 'status' | 'reason'>;

const NOT_KNOWN: Outcome = { status: 'Unknown', reason: 'NotKnown' };
/** No controller serves the class, so nobody will ever say anything. */
const NOBODY: Outcome = { status: 'Unknown', reason: 'Pending' };
const no = (reason: string): Outcome => ({ status: 'False', reason });

/** The verdicts on the listeners of one Gateway, in their order. */
export function judgeListeners(options: {
  gateway: GatewayFact;
  gatewayClass: ClassEntry;
  certificates: CertificateLookUp;
  /** Listeners of older Gateways that the same proxy serves. */
  earlier: readonly ListenerFact[];
}): readonly ListenerVerdict[] {
  const { gateway, gatewayClass, certificates, earlier } = options;
  const conflicts = new Map([
    ...findTaken(gateway.listeners, earlier),
    ...findConflicts(gateway.listeners, gatewayClass),
  ]);
  return gateway.listeners.map(listener =>
    judgeListener(listener, {
      conflict: conflicts.get(listener),
      validation: validationOf(gateway, listener),
      gatewayClass,
      certificates,
    }),
  );
}

/** The verdict on one listener, given what it conflicts with. */
export function judgeListener(
  listener: ListenerFact,
  options: {
    conflict: ConflictReason | undefined;
    validation: ClientValidationFact | undefined;
    gatewayClass: ClassEntry;
    certificates: CertificateLookUp;
  },
): ListenerVerdict {
  const { conflict, validation, gatewayClass, certificates } = options;
  const kinds = allowedKinds(listener);
  const certificateStates = certificatesOf(listener).map(ref => ({
    ref,
    state: resolveCertificate(ref, certificates),
  }));
  const authorityStates = (validation?.authorities ?? []).map(ref =>
    resolveAuthority(ref, certificates),
  );
  const accepted = judgeAccepted(listener, {
    conflict,
    gatewayClass,
    authorityStates,
  });
  const refs = [
    judgeCertificates(
      listener,
      certificateStates.map(({ state }) => state),
    ),
    judgeAuthorities(authorityStates),
  ];
  const kindsOutcome = kinds.hasInvalid ? no('InvalidRouteKinds') : undefined;
  return {
    accepted: { type: 'Accepted', ...accepted },
    resolvedRefs: {
      type: 'ResolvedRefs',
      ...worst([...refs, kindsOutcome], 'ResolvedRefs'),
    },
    programmed: {
      type: 'Programmed',
      ...judgeProgrammed({
        accepted,
        conflict,
        refs: worst(refs, 'ResolvedRefs'),
        attachable: kinds.kinds.length > 0,
      }),
    },
    conflicted: conflict
      ? { type: 'Conflicted', status: 'True', reason: conflict }
      : { type: 'Conflicted', status: 'False', reason: 'NoConflicts' },
    certificates: certificateStates.map(
      ({ ref, state }): Certificate =>
        toCertificate(ref, state, certificates.snapshot.cluster),
    ),
    supportedKinds: accepted.status === 'False' ? [] : kinds.kinds,
    allowedKinds: kinds.kinds,
  };
}

/** Protocols of a vendor that are written without its domain: the tunnel to Istio's waypoints. */
const VENDOR_PROTOCOLS: Readonly<Record<string, string>> = {
  HBONE: 'istio.io',
};

function judgeAccepted(
  listener: ListenerFact,
  options: {
    conflict: ConflictReason | undefined;
    gatewayClass: ClassEntry;
    authorityStates: readonly CertificateState[];
  },
): Outcome {
  const { conflict, gatewayClass, authorityStates } = options;
  const { protocol, tls } = listener;
  if (gatewayClass.state === 'missing') {
    return NOBODY;
  }
  if (!kindsOfProtocol(listener)) {
    const [written, name] = protocol.split('/');
    const domain = VENDOR_PROTOCOLS[protocol] ?? (name ? written : undefined);
    const isVendors = domain
      ? isOfVendor(domain, gatewayClass.controller)
      : 'no';
    return isVendors === 'no' ? no('UnsupportedProtocol') : NOT_KNOWN;
  }
  if (conflict) {
    return no(conflict);
  }
  if (
    protocol === 'TLS' &&
    tls?.mode === 'Terminate' &&
    lacksFeature(gatewayClass, 'TLSRouteModeTerminate')
  ) {
    return no('UnsupportedValue');
  }
  if (authorityStates.length > 0 && authorityStates.every(isBroken)) {
    return no('NoValidCACertificate');
  }
  return { status: 'True', reason: 'Accepted' };
}

function judgeProgrammed(options: {
  accepted: Outcome;
  conflict: ConflictReason | undefined;
  refs: Outcome;
  attachable: boolean;
}): Outcome {
  const { accepted, conflict, refs, attachable } = options;
  if (conflict) {
    return no(conflict);
  }
  if (accepted.status === 'False' || refs.status === 'False') {
    return no('Invalid');
  }
  if (accepted.status === 'Unknown') {
    return accepted;
  }
  if (!attachable) {
    return no('Invalid');
  }
  return refs.status === 'Unknown'
    ? NOT_KNOWN
    : { status: 'True', reason: 'Programmed' };
}

/** Certificates count where TLS ends at the listener only. */
function certificatesOf({ protocol, tls }: ListenerFact) {
  return (protocol === 'HTTPS' || protocol === 'TLS') &&
    tls?.mode === 'Terminate'
    ? tls.certificates
    : [];
}

function judgeCertificates(
  { protocol, tls }: ListenerFact,
  states: readonly CertificateState[],
): Outcome | undefined {
  // Terminate is the default, also of a listener that says nothing of TLS.
  const endsTls =
    protocol === 'HTTPS' || (protocol === 'TLS' && tls?.mode !== 'Passthrough');
  if (!endsTls) {
    return undefined;
  }
  if (states.length === 0) {
    return tls?.hasOptions ? NOT_KNOWN : no('InvalidCertificateRef');
  }
  return worst(
    states.map(state => certificateOutcome(state, 'InvalidCertificateRef')),
    'ResolvedRefs',
  );
}

function judgeAuthorities(
  states: readonly CertificateState[],
): Outcome | undefined {
  return worst(
    states.map(state =>
      certificateOutcome(
        state,
        state === 'unsupported'
          ? 'InvalidCACertificateKind'
          : 'InvalidCACertificateRef',
      ),
    ),
    'ResolvedRefs',
  );
}

export function certificateOutcome(
  state: CertificateState,
  reason: string,
): Outcome | undefined {
  if (state === 'forbidden') {
    return no('RefNotPermitted');
  }
  if (state === 'unread' || state === 'unknown') {
    return NOT_KNOWN;
  }
  return state === 'valid' ? undefined : no(reason);
}

function isBroken(state: CertificateState): boolean {
  return ['missing', 'malformed', 'forbidden', 'unsupported'].includes(state);
}

/** The first failure, else that something is not known, else that all is well. */
function worst(
  outcomes: readonly (Outcome | undefined)[],
  whenFine: string,
): Outcome {
  return (
    outcomes.find(outcome => outcome?.status === 'False') ??
    outcomes.find(outcome => outcome?.status === 'Unknown') ?? {
      status: 'True',
      reason: whenFine,
    }
  );
}

/** How clients prove who they are on an HTTPS listener: the entry of its port, else the default. */
export function validationOf(
  { clientValidation }: GatewayFact,
  { port, protocol }: ListenerFact,
): ClientValidationFact | undefined {
  return protocol === 'HTTPS'
    ? clientValidation.find(entry => entry.port === port) ??
        clientValidation.find(entry => entry.port === null)
    : undefined;
}

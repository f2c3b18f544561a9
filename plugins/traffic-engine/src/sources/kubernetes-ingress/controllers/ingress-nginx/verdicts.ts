import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { IngressFact } from '../../facts/IngressFact';
import type { ClassDoor } from '../IngressController';
import { clashesOf } from './clashes';
import type { Claim, NginxServer } from './servers';
import type { NginxSettings } from './settings';

/** Another path gets all its requests. */
export function shadowedBy(claim: Claim): RouteVerdict {
  return {
    state: 'shadowed',
    reasons: [
      {
        code: 'Shadowed',
        params: { by: nameOf(claim), rule: claim.ruleIndex },
      },
    ],
  };
}

/** Two Ingresses of one host and path, and no time of creation to tell which is older. */
export function agesNotKnown(rival: Claim): RouteVerdict {
  return {
    state: 'unknown',
    reasons: [
      { code: 'NotKnown', params: { kind: 'age of', name: nameOf(rival) } },
    ],
  };
}

/** All requests are answered with 503. */
export function deniedVerdict(annotation: string): RouteVerdict {
  return {
    state: 'failing',
    reasons: [
      {
        code: 'PolicyInvalid',
        params: { kind: 'annotation', name: annotation },
      },
    ],
  };
}

/** NGINX keeps what it had before, which nobody can tell. */
export function clashVerdict(
  server: NginxServer,
  claim: Claim,
): RouteVerdict | undefined {
  const other = clashesOf(server).get(claim);
  return (
    other && {
      state: 'unknown',
      reasons: [
        {
          code: 'NotKnown',
          params: {
            kind: 'what NGINX serves, as it refuses this path beside that of',
            name: nameOf(other),
          },
        },
      ],
    }
  );
}

/** A canary that does not take part takes its Service with it, and NGINX answers 503 for whoever names that. */
export function removedVerdict({ object }: IngressFact): RouteVerdict {
  return {
    state: 'failing',
    reasons: [
      {
        code: 'NotAttached',
        params: {
          by: 'ingress-nginx',
          reason: `the canary Ingress ${object.namespace}/${object.name} takes its Service out of the configuration`,
        },
      },
    ],
  };
}

/** Plain HTTP is redirected as the controller is set; that of an alias where the certificate is for it too. */
export function redirectNotKnown(
  { entry }: ClassDoor,
  { host, settings }: { host: string; settings: NginxSettings },
): RouteVerdict {
  return {
    state: 'unknown',
    reasons: [
      {
        code: 'NotKnown',
        params:
          settings.state === 'not-known'
            ? {
                kind: 'the settings of the controller of class',
                name: entry.className ?? '',
              }
            : { kind: 'whether the certificate is for', name: host },
      },
    ],
  };
}

function nameOf({ fact: { object } }: Claim): string {
  return `Ingress ${object.namespace}/${object.name}`;
}

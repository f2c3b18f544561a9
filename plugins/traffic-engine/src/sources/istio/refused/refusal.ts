import type { RouteVerdict } from '@portolan/plugin-traffic-common';
import type { VirtualService } from '../../../istio/facts/virtualServices';
import type { SourceProblem } from '../../Source';
import { faultsOf, type Fault } from './virtualServiceFaults';

/** A VirtualService that istiod's validation refuses, with the fault that weighs most. */
export interface Refusal {
  readonly service: VirtualService;
  readonly fault: Fault;
}

/** Why the rules of a VirtualService, and of a delegate among them, are refused; undefined where they are not. */
export function refusalOf(
  ...services: readonly VirtualService[]
): Refusal | undefined {
  for (const service of services) {
    const faults = faultsOf(service);
    const fault = faults.find(({ isFatal }) => isFatal) ?? faults[0];
    if (fault) {
      return { service, fault };
    }
  }
  return undefined;
}

/**
 * What a refusal makes of the way to a rule: where Envoy refuses it too it is never in force; else it may be, where the object got
 * past the validation.
 */
export function refusedDoor(
  { service, fault }: Refusal,
  gateway: string,
): RouteVerdict {
  return {
    state: fault.isFatal ? 'detached' : 'unknown',
    reasons: [
      {
        code: 'NotAttached',
        params: { gateway, reason: whyRefused({ service, fault }) },
      },
    ],
  };
}

/** The refusal as half a sentence. */
export function whyRefused({ service, fault }: Refusal): string {
  const { ref } = service;
  return `istiod’s validation refuses VirtualService ${ref.namespace}/${ref.name} at ${fault.path}: ${fault.message}`;
}

/** Whether all routes that a proxy gets with it are refused: the object is there, and Envoy does not take it. */
export function refusesAll({ service, fault }: Refusal): boolean {
  return fault.isFatal && service.createdAt !== '';
}

/** Each fault, as a problem of its object. */
export function refusalProblems(
  services: readonly VirtualService[],
): readonly SourceProblem[] {
  return services.flatMap(service =>
    faultsOf(service).map(
      ({ path, message, isFatal }): SourceProblem => ({
        severity: 'error',
        object: service.ref,
        path,
        message: `istiod’s validation refuses this: ${message}. ${
          isFatal
            ? 'Where it got past it, Envoy refuses all routes that it is sent with. '
            : ''
        }Correct the field.`,
      }),
    ),
  );
}

import type { NamedPort } from '../model/drafts';
import type { OwnerReference } from '../snapshot/KubeObject';

/** What pods of one template have in common beside their labels. */
export interface PodTraits {
  readonly hostNetwork: boolean;
  readonly namedPorts: readonly NamedPort[];
  /** Names of its containers, and of those that start before them and may stay beside them. */
  readonly containers: readonly string[];
  readonly serviceAccount: string;
}

/** Whether all traits are the same; at once where they are the same objects. */
export function haveSameTraits(a: PodTraits, b: PodTraits): boolean {
  return (
    a.hostNetwork === b.hostNetwork &&
    a.serviceAccount === b.serviceAccount &&
    haveSameContainers(a.containers, b.containers) &&
    haveSamePorts(a.namedPorts, b.namedPorts)
  );
}

function haveSameContainers(
  a: readonly string[],
  b: readonly string[],
): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((name, index) => name === b[index]))
  );
}

function haveSamePorts(
  a: readonly NamedPort[],
  b: readonly NamedPort[],
): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((port, index) => {
        const { name, port: number, protocol } = b[index];
        return (
          port.name === name &&
          port.port === number &&
          port.protocol === protocol
        );
      }))
  );
}

type Labels = Readonly<Record<string, string>>;

/**
 * Gives pods the traits, labels and owner of the pod before where they are equal. Pods of one template come one after the other,
 * so this takes less memory, and whether two pods are alike is told without a look at their parts.
 */
export class LikeTheLast {
  #labels: Labels = {};
  #traits: PodTraits | undefined;
  #owner: OwnerReference | null = null;

  labels(own: Labels): Labels {
    if (!haveSameLabels(this.#labels, own)) {
      this.#labels = own;
    }
    return this.#labels;
  }

  traits(own: PodTraits): PodTraits {
    const last = this.#traits;
    const traits = last && haveSameTraits(last, own) ? last : own;
    this.#traits = traits;
    return traits;
  }

  owner(own: OwnerReference | null): OwnerReference | null {
    const last = this.#owner;
    if (!last || !own || !isSameOwner(last, own)) {
      this.#owner = own;
    }
    return this.#owner;
  }
}

function isSameOwner(a: OwnerReference, b: OwnerReference): boolean {
  return (
    a.name === b.name &&
    a.kind === b.kind &&
    a.apiVersion === b.apiVersion &&
    a.uid === b.uid &&
    a.controller === b.controller
  );
}

/** In the same order, too: nobody can tell one from the other. */
function haveSameLabels(a: Labels, b: Labels): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  return (
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && a[key] === b[key])
  );
}

import type {
  Dependency,
  ObjectRef,
  Provenance,
} from '@portolan/plugin-traffic-common';

/** `Deployment shop/cart`. */
export function nameOf({ kind, namespace, name }: ObjectRef): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** The first field that says that a workload goes there; the workload itself where only telemetry says so. */
export function saidAt({ evidence, workload }: Dependency): Provenance {
  return (
    evidence.find(({ rung, provenance }) => rung !== 'permitted' && provenance)
      ?.provenance ?? {
      source: 'core',
      object: workload,
      path: 'metadata.name',
    }
  );
}

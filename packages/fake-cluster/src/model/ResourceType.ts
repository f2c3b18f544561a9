import type { PrinterColumn } from '../tables/PrinterColumn';
import type { Schema } from '../schema/Schema';

/** One version of a kind, as it is served. */
export interface ResourceVersion {
  name: string;
  /** Absent where the cluster has no schema for the kind: nothing is validated, pruned or defaulted then. */
  schema?: Schema;
}

/** A kind as the cluster serves it: names, versions and which parts of the API it has. */
export interface ResourceType {
  group: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  namespaced: boolean;
  /** In order of preference; every version shows the same objects. */
  versions: readonly ResourceVersion[];
  /** Served from a CustomResourceDefinition on a real server: list items carry kind and apiVersion, no strategic merge. */
  custom: boolean;
  statusSubresource: boolean;
  /** `metadata.generation` counts changes outside metadata and status. */
  hasGeneration: boolean;
  columns?: readonly PrinterColumn[];
}

/** The name RBAC and messages use: `httproutes.gateway.networking.k8s.io`, or just `pods` in the core group. */
export function qualifiedName(
  type: Pick<ResourceType, 'group' | 'plural'>,
): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}

/** The name that validation messages use: `HTTPRoute.gateway.networking.k8s.io`, or just `Pod` in the core group. */
export function qualifiedKind(
  type: Pick<ResourceType, 'group' | 'kind'>,
): string {
  return type.group === '' ? type.kind : `${type.kind}.${type.group}`;
}

/** The schema of one served version, or undefined where the cluster has none. */
export function schemaOf(
  type: ResourceType,
  version: string,
): Schema | undefined {
  return type.versions.find(candidate => candidate.name === version)?.schema;
}

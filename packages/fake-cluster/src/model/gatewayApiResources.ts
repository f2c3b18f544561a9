import type { PrinterColumn } from '../tables/PrinterColumn';
import type { Schema } from '../schema/Schema';
import type { ResourceType } from './ResourceType';
import { gatewaySchema } from '../schema/gatewayApi/gatewaySchema';
import { gatewayClassSchema } from '../schema/gatewayApi/gatewayClassSchema';
import { grpcRouteSchema } from '../schema/gatewayApi/grpcRouteSchema';
import { httpRouteSchema } from '../schema/gatewayApi/httpRouteSchema';
import { referenceGrantSchema } from '../schema/gatewayApi/referenceGrantSchema';

const GROUP = 'gateway.networking.k8s.io';

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  cell: '.metadata.creationTimestamp',
};

const HOSTNAMES: PrinterColumn = {
  name: 'Hostnames',
  type: 'string',
  cell: '.spec.hostnames',
};

interface GatewayApiSpec {
  kind: string;
  plural: string;
  shortNames?: string[];
  schema: Schema;
  versions?: string[];
  cluster?: true;
  withoutStatus?: true;
  columns: PrinterColumn[];
}

const SPECS: GatewayApiSpec[] = [
  {
    kind: 'GatewayClass',
    plural: 'gatewayclasses',
    shortNames: ['gc'],
    schema: gatewayClassSchema,
    cluster: true,
    columns: [
      { name: 'Controller', type: 'string', cell: '.spec.controllerName' },
      {
        name: 'Accepted',
        type: 'string',
        cell: '.status.conditions[?(@.type=="Accepted")].status',
      },
      AGE,
      {
        name: 'Description',
        type: 'string',
        priority: 1,
        cell: '.spec.description',
      },
    ],
  },
  {
    kind: 'Gateway',
    plural: 'gateways',
    shortNames: ['gtw'],
    schema: gatewaySchema,
    columns: [
      { name: 'Class', type: 'string', cell: '.spec.gatewayClassName' },
      { name: 'Address', type: 'string', cell: '.status.addresses[*].value' },
      {
        name: 'Programmed',
        type: 'string',
        cell: '.status.conditions[?(@.type=="Programmed")].status',
      },
      AGE,
    ],
  },
  {
    kind: 'GRPCRoute',
    plural: 'grpcroutes',
    schema: grpcRouteSchema,
    columns: [HOSTNAMES, AGE],
  },
  {
    kind: 'HTTPRoute',
    plural: 'httproutes',
    schema: httpRouteSchema,
    columns: [HOSTNAMES, AGE],
  },
  {
    kind: 'ReferenceGrant',
    plural: 'referencegrants',
    shortNames: ['refgrant'],
    schema: referenceGrantSchema,
    versions: ['v1', 'v1beta1'],
    withoutStatus: true,
    columns: [AGE],
  },
];

/** The Gateway API kinds with schemas of our own, so that the demo needs no CustomResourceDefinition files. */
export const gatewayApiResources: readonly ResourceType[] = SPECS.map(spec => ({
  group: GROUP,
  kind: spec.kind,
  listKind: `${spec.kind}List`,
  plural: spec.plural,
  singular: spec.kind.toLowerCase(),
  shortNames: spec.shortNames ?? [],
  categories: ['gateway-api'],
  namespaced: !spec.cluster,
  versions: (spec.versions ?? ['v1']).map(name => ({
    name,
    schema: spec.schema,
  })),
  custom: true,
  statusSubresource: !spec.withoutStatus,
  hasGeneration: true,
  columns: spec.columns,
}));

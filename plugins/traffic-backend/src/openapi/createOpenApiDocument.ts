import {
  backendSchema,
  bindingSchema,
  clusterFreshnessSchema,
  clusterListSchema,
  controllerVerdictSchema,
  dependencySchema,
  endpointsSchema,
  entityTrafficSchema,
  findingSchema,
  hostListSchema,
  hostRowSchema,
  kindKnowledgeSchema,
  kindStatusSchema,
  layerVerdictSchema,
  objectRefSchema,
  problemSchema,
  provenanceSchema,
  requestExplanationSchema,
  requestQuestionSchema,
  routeAppliedSchema,
  routeEffectSchema,
  routeOptionsSchema,
  routeProposalSchema,
  routeSchema,
  routeVerdictSchema,
  trafficEntityReadPermission,
  trafficGlobalReadPermission,
  trafficRouteCreatePermission,
  workloadSchema,
} from '@portolan/plugin-traffic-common';
import { z } from 'zod';
import { entityPathSchema, trafficQuerySchema } from '../router/parameters';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type OpenApiDocument = { [key: string]: Json };

const errorSchema = z.object({
  error: z.object({ name: z.string(), message: z.string() }),
  request: z.object({ method: z.string(), url: z.string() }).optional(),
  response: z.object({ statusCode: z.number().int() }),
});

/** What is described by name; a schema that holds another one of these refers to it. */
const COMPONENTS = z.registry<{ id: string }>();
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  Backend: backendSchema,
  Binding: bindingSchema,
  ClusterFreshness: clusterFreshnessSchema,
  ClusterList: clusterListSchema,
  ControllerVerdict: controllerVerdictSchema,
  Dependency: dependencySchema,
  Endpoints: endpointsSchema,
  EntityTraffic: entityTrafficSchema,
  Error: errorSchema,
  Finding: findingSchema,
  HostList: hostListSchema,
  HostRow: hostRowSchema,
  KindKnowledge: kindKnowledgeSchema,
  KindStatus: kindStatusSchema,
  LayerVerdict: layerVerdictSchema,
  ObjectRef: objectRefSchema,
  Problem: problemSchema,
  Provenance: provenanceSchema,
  RequestExplanation: requestExplanationSchema,
  RequestQuestion: requestQuestionSchema,
  Route: routeSchema,
  RouteApplied: routeAppliedSchema,
  RouteEffect: routeEffectSchema,
  RouteOptions: routeOptionsSchema,
  RouteProposal: routeProposalSchema,
  RouteVerdict: routeVerdictSchema,
  Workload: workloadSchema,
};
for (const [id, schema] of Object.entries(SCHEMAS)) {
  COMPONENTS.add(schema, { id });
}

const ENTITY_ERRORS = {
  '400': 'A part of the request is malformed, or names what is not there.',
  '401': 'Nobody is signed in.',
  '403': 'The permission is denied.',
  '404':
    'The catalog shows the caller no such entity, or there is no such cluster.',
  '503': 'The catalog, the permission backend or the cluster did not answer.',
};

/**
 * The OpenAPI 3.1 description of the HTTP API. Bodies and parameters are the zod schemas that check them, so that the
 * description cannot say anything else than the code; `src/schema/openapi.yaml` is its printed form.
 */
export function createOpenApiDocument(): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'traffic',
      version: '1',
      description:
        'Which URLs reach a catalog entity, and what it depends on outside.',
      license: {
        name: 'Apache-2.0',
        url: 'https://www.apache.org/licenses/LICENSE-2.0.html',
      },
      contact: {
        name: 'Portolan',
        url: 'https://github.com/portolan/portolan',
      },
    },
    servers: [{ url: '/' }],
    tags: [
      {
        name: 'traffic',
        description: 'Reads, and proposals of routes; only one path writes.',
      },
    ],
    security: [{ backstage: [] }],
    paths: {
      '/v1/entities/{kind}/{namespace}/{name}/traffic': {
        get: {
          operationId: 'getEntityTraffic',
          tags: ['traffic'],
          summary: 'The traffic of one entity',
          description: `Routes, dependencies and findings of one catalog entity, with the freshness of every cluster. Answered from memory. Needs the permission ${trafficEntityReadPermission.name} on the entity.`,
          parameters: [
            ...parametersOf(entityPathSchema, 'path'),
            ...parametersOf(trafficQuerySchema, 'query'),
          ],
          responses: {
            '200': {
              description: 'What is known, and what is not.',
              headers: {
                ETag: {
                  description:
                    'Changes when facts do; send it back as If-None-Match.',
                  schema: { type: 'string' },
                },
              },
              content: jsonOf('EntityTraffic'),
            },
            '304': { description: 'Nothing has changed.' },
            ...errorsOf({
              '400': 'A part of the path or query is malformed.',
              '401': 'Nobody is signed in.',
              '403': 'The permission is denied.',
              '404':
                'The catalog shows the caller no such entity, or no cluster has that name.',
              '503': 'The catalog or the permission backend did not answer.',
            }),
          },
        },
      },
      '/v1/entities/{kind}/{namespace}/{name}/request': {
        post: {
          operationId: 'explainRequest',
          tags: ['traffic'],
          summary: 'Who would answer a request',
          description: `The rule that wins at each door, and why others lost, as far as it concerns the entity; nothing is sent. A URL that cannot be read is answered with a sentence in \`problem\`. Needs the permission ${trafficEntityReadPermission.name} on the entity.`,
          parameters: parametersOf(entityPathSchema, 'path'),
          requestBody: { required: true, content: jsonOf('RequestQuestion') },
          responses: {
            '200': {
              description:
                'The answers; rules of entities that the caller may not read are left out and counted.',
              content: jsonOf('RequestExplanation'),
            },
            ...errorsOf({ ...ENTITY_ERRORS, '413': 'The body is too large.' }),
          },
        },
      },
      '/v1/entities/{kind}/{namespace}/{name}/route-options': {
        get: {
          operationId: 'getRouteOptions',
          tags: ['traffic'],
          summary: 'What a new route for one entity can be made of',
          description: `The entity's Services by cluster and namespace, and every listener there with whether it would take a route. Needs the permission ${trafficRouteCreatePermission.name} on the entity.`,
          parameters: parametersOf(entityPathSchema, 'path'),
          responses: {
            '200': {
              description: 'The places in which a route can be made.',
              content: jsonOf('RouteOptions'),
            },
            ...errorsOf(ENTITY_ERRORS),
          },
        },
      },
      '/v1/routes/preview': {
        post: {
          operationId: 'previewRoute',
          tags: ['traffic'],
          summary: 'What a proposal would do',
          description: `The manifests, and what would be different with them in place; nothing is written. Needs the permission ${trafficRouteCreatePermission.name} on the entity.`,
          requestBody: { required: true, content: jsonOf('RouteProposal') },
          responses: {
            '200': {
              description:
                'The effect; values that the API would refuse are named.',
              content: jsonOf('RouteEffect'),
            },
            ...errorsOf({ ...ENTITY_ERRORS, '413': 'The body is too large.' }),
          },
        },
      },
      '/v1/routes/apply': {
        post: {
          operationId: 'applyRoute',
          tags: ['traffic'],
          summary: 'Writes a proposal to its cluster',
          description: `All objects or none, after a dry run by the server; doing it again changes nothing. Only where traffic.selfService.apply allows it. Needs the permission ${trafficRouteCreatePermission.name} on the entity.`,
          requestBody: { required: true, content: jsonOf('RouteProposal') },
          responses: {
            '200': {
              description: 'What was written.',
              content: jsonOf('RouteApplied'),
            },
            ...errorsOf({
              ...ENTITY_ERRORS,
              '409': 'An object or a route of somebody else is in the way.',
              '413': 'The body is too large.',
            }),
          },
        },
      },
      '/v1/hosts': {
        get: {
          operationId: 'listHosts',
          tags: ['traffic'],
          summary: 'Every host, and whose it is',
          description: `Hosts that nobody owns first. Hosts of entities that the caller may not read are left out. Needs the permission ${trafficGlobalReadPermission.name}.`,
          responses: {
            '200': {
              description: 'The hosts of all clusters.',
              content: jsonOf('HostList'),
            },
            ...errorsOf({
              '401': 'Nobody is signed in.',
              '403': 'The permission is denied.',
              '503': 'The catalog or the permission backend did not answer.',
            }),
          },
        },
      },
      '/v1/clusters': {
        get: {
          operationId: 'listClusters',
          tags: ['traffic'],
          summary: 'The clusters that are watched',
          description:
            'How fresh the view of each cluster is, kind by kind. For everyone who is signed in.',
          responses: {
            '200': {
              description: 'All clusters, those that cannot be read included.',
              content: jsonOf('ClusterList'),
            },
            ...errorsOf({ '401': 'Nobody is signed in.' }),
          },
        },
      },
    },
    components: {
      securitySchemes: {
        backstage: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: componentSchemas(),
    },
  };
}

function componentSchemas(): { [key: string]: Json } {
  const { schemas } = z.toJSONSchema(COMPONENTS, {
    io: 'input',
    uri: id => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _dialect, $id: _address, ...rest } = schema;
      return [name, toJson(rest)];
    }),
  );
}

function schemaOf(schema: z.ZodType): { [key: string]: Json } {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
  });
  return toJson(rest);
}

/** Only what JSON has: drops the methods that zod hangs on its result. */
function toJson(value: unknown): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(value));
}

function parametersOf(schema: z.ZodObject, place: 'path' | 'query'): Json[] {
  return Object.entries(schema.shape).map(([name, part]) => {
    const { description, ...rest } = schemaOf(part);
    return {
      name,
      in: place,
      required: place === 'path',
      ...(place === 'query' ? { allowReserved: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function jsonOf(name: string): { [key: string]: Json } {
  return {
    'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
  };
}

function errorsOf(descriptions: Readonly<Record<string, string>>): {
  [key: string]: Json;
} {
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      { description, content: jsonOf('Error') },
    ]),
  );
}

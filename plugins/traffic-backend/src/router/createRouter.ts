import type {
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { requestQuestionSchema } from '@portolan/plugin-traffic-common';
import type { RequestHandler, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { createOpenApiDocument } from '../openapi/createOpenApiDocument';
import type { AuthorizedRouteService } from '../selfService/AuthorizedRouteService';
import type { HostDirectory } from '../service/HostDirectory';
import type { AuthorizedRequestTester } from '../requests/AuthorizedRequestTester';
import type { AuthorizedTrafficService } from '../service/AuthorizedTrafficService';
import { entityTag } from './entityTag';
import {
  noQuerySchema,
  readEntityRef,
  readJsonBody,
  readQuery,
  trafficQuerySchema,
} from './parameters';
import { acceptJson, answerErrors, refuseBody, refuseMethod } from './refusals';
import { createProposalHandlers } from './proposalHandlers';

/** The HTTP API of the traffic backend, version 1; described by its own `/openapi.json`. */
export function createRouter(options: {
  traffic: Pick<AuthorizedTrafficService, 'trafficOf' | 'listClusters'>;
  hosts: Pick<HostDirectory, 'listHosts'>;
  routes: Pick<AuthorizedRouteService, 'optionsOf' | 'preview' | 'apply'>;
  requests: Pick<AuthorizedRequestTester, 'explain'>;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
}): ExpressRouter {
  const { traffic, hosts, requests, httpAuth, auditor, logger } = options;
  const router = Router();
  const openApiDocument = createOpenApiDocument();

  const readEntityTraffic: RequestHandler = async (req, res) => {
    const entityRef = readEntityRef(req.params);
    const { cluster } = readQuery(req, trafficQuerySchema);
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    try {
      const answer = await traffic.trafficOf(entityRef, {
        credentials,
        cluster,
      });
      const tag = entityTag(answer);
      res.set('cache-control', 'private, no-cache');
      res.set('etag', tag);
      if (req.fresh) {
        res.status(304).end();
      } else {
        res.json(answer);
      }
    } catch (error) {
      if (error instanceof NotAllowedError) {
        const event = await auditor.createEvent({
          eventId: 'entity-read',
          severityLevel: 'medium',
          request: req,
          meta: { entityRef },
        });
        await event.fail({ error });
      }
      throw error;
    }
  };

  const listClusters: RequestHandler = async (req, res) => {
    readQuery(req, noQuerySchema);
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.set('cache-control', 'private, no-store');
    res.json(traffic.listClusters());
  };

  const readOpenApi: RequestHandler = async (req, res) => {
    readQuery(req, noQuerySchema);
    await httpAuth.credentials(req, { allow: ['user', 'service'] });
    res.json(openApiDocument);
  };

  const listHosts: RequestHandler = async (req, res) => {
    readQuery(req, noQuerySchema);
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const answer = await hosts.listHosts({ credentials });
    res.set('cache-control', 'private, no-store');
    res.json(answer);
  };

  const explainRequest: RequestHandler = async (req, res) => {
    const entityRef = readEntityRef(req.params);
    readQuery(req, noQuerySchema);
    const credentials = await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    const question = readJsonBody(req, requestQuestionSchema);
    const answer = await requests.explain(entityRef, question, { credentials });
    res.set('cache-control', 'private, no-store');
    res.json(answer);
  };

  const proposals = createProposalHandlers(options);
  const writes: Readonly<Record<string, RequestHandler>> = {
    '/v1/entities/:kind/:namespace/:name/request': explainRequest,
    '/v1/routes/preview': proposals.preview,
    '/v1/routes/apply': proposals.apply,
  };
  const reads: Readonly<Record<string, RequestHandler>> = {
    '/v1/entities/:kind/:namespace/:name/traffic': readEntityTraffic,
    '/v1/entities/:kind/:namespace/:name/route-options': proposals.options,
    '/v1/clusters': listClusters,
    '/v1/hosts': listHosts,
    '/openapi.json': readOpenApi,
  };

  for (const [path, handler] of Object.entries(writes)) {
    router.post(path, acceptJson, handler);
    router.all(path, refuseMethod('POST'));
  }
  router.use(refuseBody);
  for (const [path, handler] of Object.entries(reads)) {
    router.get(path, handler);
    router.all(path, refuseMethod('GET'));
  }
  router.use(req => {
    throw new NotFoundError(
      `There is nothing at ${req.path}. The traffic API is described at /api/traffic/openapi.json.`,
    );
  });
  router.use(answerErrors(logger));
  return router;
}

import type {
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { RequestHandler, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { createOpenApiDocument } from '../openapi/createOpenApiDocument';
import type { AuthorizedTrafficService } from '../service/AuthorizedTrafficService';
import { entityTag } from './entityTag';
import {
  noQuerySchema,
  readEntityRef,
  readQuery,
  trafficQuerySchema,
} from './parameters';
import { answerErrors, refuseBody, refuseMethod } from './refusals';

/** The HTTP API of the traffic backend, version 1; described by its own `/openapi.json`. */
export function createRouter(options: {
  traffic: Pick<AuthorizedTrafficService, 'trafficOf' | 'listClusters'>;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
}): ExpressRouter {
  const { traffic, httpAuth, auditor, logger } = options;
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

  const routes: Readonly<Record<string, RequestHandler>> = {
    '/v1/entities/:kind/:namespace/:name/traffic': readEntityTraffic,
    '/v1/clusters': listClusters,
    '/openapi.json': readOpenApi,
  };

  router.use(refuseBody);
  for (const [path, handler] of Object.entries(routes)) {
    router.get(path, handler);
    router.all(path, refuseMethod);
  }
  router.use(req => {
    throw new NotFoundError(
      `There is nothing at ${req.path}. The traffic API is described at /api/traffic/openapi.json.`,
    );
  });
  router.use(answerErrors(logger));
  return router;
}

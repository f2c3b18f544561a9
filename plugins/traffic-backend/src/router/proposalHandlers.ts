import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { routeProposalSchema } from '@portolan/plugin-traffic-common';
import type { RequestHandler } from 'express';
import type { AuthorizedRouteService } from '../selfService/AuthorizedRouteService';
import {
  noQuerySchema,
  readEntityRef,
  readJsonBody,
  readQuery,
} from './parameters';

/** The handlers of self-service. Every write is an auditor event, whether it was done or refused. */
export function createProposalHandlers(options: {
  routes: Pick<AuthorizedRouteService, 'optionsOf' | 'preview' | 'apply'>;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
}): Record<'options' | 'preview' | 'apply', RequestHandler> {
  const { routes, httpAuth, auditor } = options;
  return {
    options: async (req, res) => {
      const entityRef = readEntityRef(req.params);
      readQuery(req, noQuerySchema);
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const answer = await routes.optionsOf(entityRef, { credentials });
      res.set('cache-control', 'private, no-store');
      res.json(answer);
    },
    preview: async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const proposal = readJsonBody(req, routeProposalSchema);
      const answer = await routes.preview(proposal, { credentials });
      res.set('cache-control', 'private, no-store');
      res.json(answer);
    },
    apply: async (req, res) => {
      const credentials = await httpAuth.credentials(req, {
        allow: ['user', 'service'],
      });
      const proposal = readJsonBody(req, routeProposalSchema);
      const { entityRef, cluster, namespace, name, hostnames } = proposal;
      const event = await auditor.createEvent({
        eventId: 'route-apply',
        severityLevel: 'high',
        request: req,
        meta: { entityRef, cluster, namespace, name, hostnames },
      });
      try {
        const answer = await routes.apply(proposal, { credentials });
        await event.success({ meta: { objects: answer.objects.length } });
        res.json(answer);
      } catch (error) {
        await event.fail({
          error: isError(error) ? error : new Error('Unknown failure'),
        });
        throw error;
      }
    },
  };
}

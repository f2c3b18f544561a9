import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./permissionPolicy/permissionModule'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@portolan/plugin-catalog-backend-module-traffic'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@portolan/plugin-scaffolder-backend-module-traffic'));

backend.add(import('@backstage/plugin-kubernetes-backend'));

backend.add(import('@portolan/plugin-traffic-backend'));

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

backend.start();

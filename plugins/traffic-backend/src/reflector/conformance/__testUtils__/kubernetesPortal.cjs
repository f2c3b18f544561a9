/*
 * A portal with the real kubernetes plugin in it, run as a process of its own: that plugin imports the Kubernetes client
 * dynamically, which the module loader of the test runner cannot do. It takes its configuration from PORTAL_CONFIG, says
 * "ready" on its standard output, and hands the token of its "traffic" plugin to whoever asks on this machine.
 */
const { createBackend } = require('@backstage/backend-defaults');
const {
  coreServices,
  createBackendPlugin,
} = require('@backstage/backend-plugin-api');
const { mockServices } = require('@backstage/backend-test-utils');

const backend = createBackend();
backend.add(
  mockServices.rootConfig.factory({
    data: JSON.parse(process.env.PORTAL_CONFIG),
  }),
);
backend.add(mockServices.rootLogger.factory({ level: 'none' }));
backend.add(import('@backstage/plugin-kubernetes-backend'));
backend.add(
  createBackendPlugin({
    pluginId: 'traffic',
    register(env) {
      env.registerInit({
        deps: { auth: coreServices.auth, http: coreServices.httpRouter },
        async init({ auth, http }) {
          http.addAuthPolicy({ path: '/token', allow: 'unauthenticated' });
          http.use(async (_request, response) => {
            const token = await auth.getPluginRequestToken({
              onBehalfOf: await auth.getOwnServiceCredentials(),
              targetPluginId: 'kubernetes',
            });
            response.json(token);
          });
        },
      });
    },
  }),
);
backend.start().then(() => process.stdout.write('ready\n'));
// The test that started it is gone: so is the reason to run.
process.stdin.on('end', () => process.exit());
process.stdin.resume();
